def help(event):
    return ["beside", event]
