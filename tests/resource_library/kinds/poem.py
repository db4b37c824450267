"""A kind nobody thought of: one file, and one template (templates/sites/kinds/poem.html)."""

from resource_library.kinds import Field, Obligation, Schema, Shown, Type, When

POEM = Schema(
    "poem",
    "诗词",
    purpose="一首诗",
    order=900,
    fields=(
        Field("poet", "诗人", Type.PERSON, Obligation.MANDATORY, headings=("作者姓名",)),
        Field("form", "体裁", Type.CHOICE, options=(("shi", "诗"), ("ci", "词"))),
        Field("tune", "词牌", obligation=Obligation.CONDITIONAL, when=When("form", ("ci",))),
        Field("lines", "诗句", Type.ROWS, columns=(Field("line", "句"), Field("note", "注"))),
        Field("doubts", "存疑", Type.TEXT, internal=True),
    ),
    display=(Shown("title", "标题"), Shown("extra.poet", "诗人"), Shown("extra.form", "体裁")),
    needs_text=False,
)
