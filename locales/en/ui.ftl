# Words of the components: the same on every page.
ui-skip = Skip to content
ui-menu = Menu
ui-language = Language
ui-sign-in-problems = Problems signing in?
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
ui-done = done
ui-change = Change
ui-cancel = Cancel
ui-go-on = Continue
ui-copy = Copy
ui-copied = Copied
ui-once = Shown only now. Keep it where it is safe.
ui-step = Step { $step } of { $total }
ui-and-more = and { $count } more
ui-under = Under { $name }
ui-show-all =
    { $count ->
        [one] Show { $count }
       *[other] Show all { $count }
    }
ui-progress = { $done } of { $total }
ui-to-look-at = { $count } to look at
ui-update = Update
ui-no-match = Nothing matches
ui-clear = Clear all filters
ui-apply = Apply
ui-filters-on = Active filters
ui-filter-remove = remove filter
ui-pages = Pages
ui-range = { $from }–{ $to } of { $total }
ui-range-at-least = { $from }–{ $to } of { $total }+
ui-first = First
ui-previous = Previous
ui-next = Next
ui-numbers = The numbers as a table
ui-now = just now
ui-minutes-ago =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
ui-hours-ago =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
ui-days-ago =
    { $count ->
        [one] { $count } day ago
       *[other] { $count } days ago
    }
ui-in-minutes =
    { $count ->
        [one] in { $count } minute
       *[other] in { $count } minutes
    }
ui-in-hours =
    { $count ->
        [one] in { $count } hour
       *[other] in { $count } hours
    }
ui-in-days =
    { $count ->
        [one] in { $count } day
       *[other] in { $count } days
    }
ui-crop = The part of the photo that is shown
ui-crop-hint = Drag it, or move it with the arrow keys. Plus and minus zoom.
ui-crop-zoom = Zoom
ui-continue-as = Continue as
ui-other-passports = Also signed in here
ui-add-passport = Add another passport
ui-sign-out-all = Sign out of all
