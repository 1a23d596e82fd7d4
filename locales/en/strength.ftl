strength-empty = Four or five words that do not belong together are strong and easy to remember.
strength-guessable = Easy to guess. Add a word or two that have nothing to do with the others.
strength-good = Hard to guess.
strength-very-good = Very hard to guess.
strength-rule-guess = Hard to guess: no pattern, not your own name
strength-long = This is longer than { $longest } characters, which is the most.
strength-short =
    { $missing ->
        [one] { $missing } more character is needed.
       *[other] { $missing } more characters are needed.
    }
strength-rule-length = At least { $shortest } characters
strength-common = Known to many people. Add a word or two nobody would expect.
strength-rule-common = Not on the list of common passwords
