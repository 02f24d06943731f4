class Config:
    def __init__(self, **all):
        self.all = all

    def merge(self, other):
        return Config(**{**self.all, **other.all})
