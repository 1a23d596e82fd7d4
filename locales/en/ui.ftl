# Words of the components: the same on every page.
ui-skip = Skip to content
ui-menu = Menu
ui-language = Language
ui-help = Help
ui-switch = Switch workspace:
ui-my-passport = My passport
ui-operator = Run this server
ui-sign-out = Sign out
ui-error-prefix = Error:
ui-problem = There is a problem
ui-optional = (optional)
ui-show = Show
ui-hide = Hide
ui-password-shown = The password is shown
ui-password-hidden = The password is hidden
ui-rule-met = met
