/** Words of changing one's own password. */
export const passwordZhCn = {
  why: {
    issued: '这是别人发给您的初始口令。请先换成只有自己知道的口令，然后才能使用系统。',
    expired: '口令已超过使用期限。请换一个新口令，然后继续使用。',
    missing: '此管理员账号还没有口令。设置后，下次即可用用户名登录。',
    wish: '修改后，其他地方的登录会全部退出。',
  },
  current: '当前口令',
  next: '新口令',
  repeat: '再输一次新口令',
  submit: '确定修改',
  cancel: '暂不修改',
  signOut: '退出登录',
  differs: '两次输入的新口令不一致',
  missingCurrent: '请填写当前口令',
  rules: '新口令应当',
  rule: {
    length: '{least} 到 {most} 个字符',
    classes: '含大写字母、小写字母、数字、符号中的三种',
    well_known: '不含用户名和常见词',
    common: '不是常见口令，也不是它加上数字或符号',
    monotonous: '至少有 5 个不同的字符',
  },
  reused: '不能与最近用过的口令相同',
  kept: '符合',
  broken: '还不符合',
  wrong: '当前口令不正确；连续 5 次失败后账号锁定 15 分钟。',
} as const
