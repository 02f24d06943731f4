# As much of botocore as tests/lambda.sh looks at.
class ServiceId(str):
    def hyphenize(self):
        return self.replace(" ", "-").lower()


class Model:
    def __init__(self, service):
        self.service_id = ServiceId({"secretsmanager": "Secrets Manager"}.get(service, service.upper()))


class Session:
    def get_service_model(self, service):
        return Model(service)

    def create_client(self, service_name, **named):
        return [service_name, named["endpoint_url"], named["config"].all]
