"""Pictures and files of the demo city: drawn and written once, kept in one collection that every site may use."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.models import Collection, GroupCollectionPermission

from resource_library.models import LibraryDocument, LibraryImage
from unified_platform.accounts.enums import SITE_ROLES
from unified_platform.accounts.models import SiteRole

from . import files
from .compose.data import HEAD, Figures
from .drafts import Attached, Draft, Picture
from .drawing import landscapes, portraits
from .timeline import Chance

_QUALITY = 86
_SOURCE = "演示配图（程序绘制）"

# Forms and tables that notices, guides and disclosures attach: title and what stands in it.
_FORMS = (
    ("政府信息公开申请表", ("申请人信息：姓名或者名称、证件号码、联系方式。", "所需信息：名称、文号或者其他特征性描述。", "获取方式：邮寄、网络、自行领取。")),
    ("意见征集反馈表", ("对征求意见稿的总体意见。", "对具体条款的修改建议及理由。", "联系人、联系电话。")),
    ("报名登记表", ("姓名、性别、出生年月、学历、工作单位。", "报名岗位和个人简历。", "本人承诺所填信息真实有效。")),
    ("重点任务分解表", ("序号、任务内容、牵头单位、配合单位、完成时限。", "各单位按季度报送进展情况。")),
    ("授权委托书（示范文本）", ("委托人、受托人基本信息。", "委托事项、权限和期限。", "委托人签名（盖章）、日期。")),
)  # fmt: skip


@dataclass
class Album:
    """The pictures by scene. Each author deals from an own copy, so that the order does not depend on the others."""

    pictures: dict[str, list[Picture]]
    portraits: list[Picture]
    chance: Chance
    _left: dict[str, list[Picture]] = field(default_factory=dict)
    _last: int = 0

    def deal(self, scenes: Sequence[str]) -> Picture:
        """The next picture of one of these scenes, never the same twice in a row."""
        scene = scenes[int(self.chance() * len(scenes))]
        left = self._left.setdefault(scene, [])
        if not left:
            start = int(self.chance() * len(self.pictures[scene]))
            left += self.pictures[scene][start:] + self.pictures[scene][:start]
        picture = left.pop()
        if picture.id == self._last and left:
            left.insert(0, picture)
            picture = left.pop()
        self._last = picture.id
        return picture

    def portrait(self, number: int) -> Picture:
        return self.portraits[number % len(self.portraits)]


class MediaStore:
    """Stores pictures and files, and knows what it stored, so that a failed seed can take it away again.

    `width` of the landscapes in pixels."""

    def __init__(self, collection: Collection, width: int) -> None:
        self._collection, self._width = collection, width
        self._stored: list[LibraryImage | LibraryDocument] = []

    def draw_all(self, done: Callable[[], None] = lambda: None) -> tuple[dict[str, list[Picture]], list[Picture]]:
        """Landscapes by scene, and portraits. `done` is told of each."""
        scenes = {}
        for scene, (_draw, words, lights) in landscapes.SCENES.items():
            pictures = []
            for number in range(len(lights)):
                name = f"{scene}-{number + 1}.jpg"
                pictures.append(
                    self._picture(landscapes.draw(scene, number, self._width), f"{words}{number + 1}", name, words)
                )
                done()
            scenes[scene] = pictures
        people = []
        for number in range(portraits.PORTRAITS):
            drawn = portraits.draw(number, self._width * 3 // 10)
            people.append(self._picture(drawn, f"肖像{number + 1}", f"portrait-{number + 1}.jpg", "人物剪影"))
            done()
        return scenes, people

    def forms(self) -> list[Attached]:
        """The forms as PDF files, and a table as XLSX."""
        found = [
            self._document(title, f"form-{n}.pdf", files.pdf(title, text)) for n, (title, text) in enumerate(_FORMS, 1)
        ]
        return [Attached(document.pk, document.title) for document in found]

    def figures(self, number: str, figures: Figures, day: date) -> list[Attached]:
        """The same figures for a spreadsheet and for a program (R-1.7.11)."""
        book = files.xlsx(figures.title, HEAD, figures.rows, day)
        table = files.comma_separated(HEAD, figures.rows)
        found = (
            self._document(f"{figures.title}（XLSX）", f"data-{number}.xlsx", book),
            self._document(f"{figures.title}（CSV）", f"data-{number}.csv", table),
        )
        return [Attached(document.pk, document.title) for document in found]

    def discard(self) -> None:
        """Take the stored files away; their rows went with the transaction."""
        for stored in self._stored:
            # The rows that share these bytes are about to go; the library's own storage would still see them.
            default_storage.delete(str(stored.file.name))

    def _picture(self, drawn: Image.Image, title: str, name: str, words: str) -> Picture:
        out = BytesIO()
        drawn.save(out, "JPEG", quality=_QUALITY)
        image = LibraryImage(title=title, source=_SOURCE, description=words, file=ImageFile(out, f"demo-{name}"))
        self._store(image)
        return Picture(image.pk, words)

    def _document(self, title: str, name: str, content: bytes) -> LibraryDocument:
        document = LibraryDocument(title=title, file=ContentFile(content, f"demo-{name}"))
        self._store(document)
        return document

    def _store(self, record: LibraryImage | LibraryDocument) -> None:
        record.collection = self._collection
        record.save()
        self._stored.append(record)


def let_everybody_choose(collection: Collection) -> None:
    """The people of every site may use the city's pictures and files, and change none of them."""
    # Wagtail asks for its own rights, also where the models have been replaced by ours.
    rights = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=["choose_image", "choose_document"]
    )
    groups = SiteRole.objects.filter(role__in=SITE_ROLES).values_list("group_id", flat=True)
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group_id=group, collection=collection, permission=right)
        for group in groups
        for right in rights
    )


def how_many() -> int:
    """How many pictures `draw_all` draws."""
    return sum(len(lights) for _draw, _words, lights in landscapes.SCENES.values()) + portraits.PORTRAITS


def attach(drafts: Iterable[Draft], forms: Sequence[Attached], chance: Chance, share: float) -> None:
    """Give some drafts one of the forms."""
    for draft in drafts:
        if chance() < share:
            draft.attachments.append(forms[int(chance() * len(forms))])
