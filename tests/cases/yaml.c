aslc: error: cannot read yaml.asl.json: No such file or directory [file-unreadable]
<stdin>:1:5: error: expected ‘=’, ‘,’, ‘;’, ‘asm’ or ‘__attribute__’ before ‘:’ token
