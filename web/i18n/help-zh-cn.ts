/** The frame of the manual; its pages themselves are in Chinese only. */
export const helpZhCn = {
  title: '使用帮助',
  pages: '按使用者查看',
  contents: '本页内容',
  chineseOnly: '帮助内容为中文。',
  print: '打印本页',
  page: {
    officer: '企业安全员',
    worker: '员工与访客',
    supervisor: '乡镇与行业部门',
    leader: '局领导与大屏',
    planner: '规划与统计',
    administrator: '系统管理员',
  },
} as const
