# How moments are written. $day, $year and $time come as ready text, $month as a number.
dates-month-short =
    { $month ->
        [1] янв.
        [2] февр.
        [3] мар.
        [4] апр.
        [5] мая
        [6] июн.
        [7] июл.
        [8] авг.
        [9] сент.
        [10] окт.
        [11] нояб.
       *[12] дек.
    }
dates-date = { $day } { $month } { $year } г.
dates-date-time = { $day } { $month } { $year } г., { $time }
