"""Puts a file into the bucket of the pipeline, from outside: python3 deliver.py ADDRESS FILE KEY"""
import sys

import boto3


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    _, address, path, key = sys.argv
    # Any credentials will do for the embedded services.
    s3 = boto3.client("s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="local",
                      aws_secret_access_key="local")
    s3.upload_file(path, "incoming", key)


main()
