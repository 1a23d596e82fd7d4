# How moments are written. $day, $year and $time come as ready text, $month as a number.
dates-month-short =
    { $month ->
        [1] sty
        [2] lut
        [3] mar
        [4] kwi
        [5] maj
        [6] cze
        [7] lip
        [8] sie
        [9] wrz
        [10] paź
        [11] lis
       *[12] gru
    }
dates-date = { $day } { $month } { $year }
dates-date-time = { $day } { $month } { $year }, { $time }
