// Reads as ES5, so that a browser too old for the page itself can still say what to do.
;(function () {
  var supported =
    'noModule' in document.createElement('script') &&
    typeof CSS !== 'undefined' &&
    CSS.supports &&
    CSS.supports('selector(:has(a))') &&
    CSS.supports('container-type: inline-size')
  if (supported) return
  document.addEventListener('DOMContentLoaded', function () {
    var message = document.createElement('p')
    message.setAttribute('role', 'alert')
    message.appendChild(
      document.createTextNode(
        '当前浏览器版本过低，无法打开风险一张图。请使用 Chromium 109 及以上内核的浏览器（360 安全浏览器极速模式、Edge、Chrome）。',
      ),
    )
    document.body.insertBefore(message, document.body.firstChild)
  })
})()
