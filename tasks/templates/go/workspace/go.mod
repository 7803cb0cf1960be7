module example.invalid/heating

go 1.22
