import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const noMarkup = [
  {
    selector: "AssignmentExpression[left.property.name='innerHTML']",
    message: 'Text only: no innerHTML.',
  },
  {
    selector: "CallExpression[callee.property.name='setHTML']",
    message: 'Text only: use setDOMContent.',
  },
  {
    selector: "CallExpression[callee.object.name='sql'][callee.property.name=/^(raw|lit)$/]",
    message: 'No raw SQL from values: bind a parameter.',
  },
]

export default tseslint.config(
  { ignores: ['var/**', 'node_modules/**', 'tests/fixtures/**'] },
  ...tseslint.configs.strictTypeChecked,
  ...vue.configs['flat/recommended'],
  prettier,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './domain/tsconfig.json',
          './server/tsconfig.json',
          './web/tsconfig.json',
          './tests/tsconfig.json',
        ],
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': ['error', ...noMarkup],
      'no-restricted-globals': ['error', 'alert', 'confirm', 'prompt'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser }, globals: globals.browser },
    rules: {
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/require-default-prop': 'off',
    },
  },
  {
    // A proxied map or chart instance breaks identity and costs every frame.
    files: ['web/map/**', 'web/charts/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vue', importNames: ['ref', 'reactive'], message: 'Use shallowRef.' }] },
      ],
    },
  },
  {
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'The domain has no clock: take the time as an argument.',
        },
        {
          object: 'Math',
          property: 'random',
          message: 'The domain has no randomness: take it as an argument.',
        },
      ],
    },
  },
  {
    files: [
      'server/{start,dev,build,main}.ts',
      'server/cli/**/*.ts',
      'tests/{run,browser,bench/**/*}.ts',
      'server/run.mjs',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['server/**/*.ts'],
    ignores: [
      'server/config.ts',
      'server/{start,dev,build,build-pages}.ts',
      'server/cli/riskmap.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only server/config.ts reads the environment.',
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: globals.node, parserOptions: { project: null } },
  },
)
