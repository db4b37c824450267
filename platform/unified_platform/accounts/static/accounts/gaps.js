// Words of the editor that its own Chinese catalogue lacks. Loaded before the editor asks for them.
(() => {
  const words = {
    'Write something or type ‘/’ to insert a block': '在此输入正文，或输入“/”插入内容',
  };
  window.django = window.django || {};
  const known = (window.django.catalog = window.django.catalog || {});
  Object.entries(words).forEach(([word, chinese]) => { known[word] = known[word] || chinese; });
})();
