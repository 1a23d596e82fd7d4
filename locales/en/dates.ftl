# How moments are written. $day, $year and $time come as ready text, $month as a number.
dates-month-short =
    { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
dates-date = { $day } { $month } { $year }
dates-date-time = { $day } { $month } { $year }, { $time }
