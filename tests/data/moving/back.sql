update roles set level = 1
