"""layout.py IMAGE FOLDER: looks whether a tar is an OCI image layout, as its specification has it, and unpacks the layers into
FOLDER as a container has them. Prints what is not as it should be."""
import gzip
import hashlib
import io
import json
import sys
import tarfile

IMAGE, FOLDER = sys.argv[1:]
OCI = "application/vnd.oci.image."


def check(what, got, wanted):
    if got != wanted:
        print("%s: %r, not %r" % (what, got, wanted))


def read_all(path):
    with tarfile.open(path) as tar:
        check("files in their order", tar.getnames(), sorted(tar.getnames()))
        check("owners and times", {(m.uid, m.gid, m.mtime) for m in tar}, {(0, 0, 0)})
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}


def blob(files, descriptor, kind):
    """What a descriptor refers to; it is said to be used."""
    name = "blobs/" + descriptor["digest"].replace(":", "/")
    data = files[name]
    check(name + " type", descriptor["mediaType"], OCI + kind)
    check(name + " size", descriptor["size"], len(data))
    check(name, "sha256:" + hashlib.sha256(data).hexdigest(), descriptor["digest"])
    used.add(name)
    return data


used = {"oci-layout", "index.json", "manifest.json"}


def unpack(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        names = [m.name for m in tar]
        check("no file twice", len(names), len(set(names)))
        tar.extractall(FOLDER, numeric_owner=True)
        return {m.name: m for m in tar}


def check_layers(files, manifest, config):
    check("as many layers", len(config["rootfs"]["diff_ids"]), len(manifest["layers"]))
    check("as many lines", len(config["history"]), len(manifest["layers"]))
    members = {}
    for descriptor, diff in zip(manifest["layers"], config["rootfs"]["diff_ids"]):
        data = gzip.decompress(blob(files, descriptor, "layer.v1.tar+gzip"))
        check("what a layer is unpacked", "sha256:" + hashlib.sha256(data).hexdigest(), diff)
        members.update(unpack(data))
    state = members["./var/lib/aslc"]
    check("who has the state", (state.uid, state.gid), (10001, 10001))
    check("others have nothing else", {m.uid for n, m in members.items() if n != "./var/lib/aslc"}, {0})
    for name in ("./usr/bin/aslc", "./usr/bin/cc", "./usr/include/stdio.h", "./etc/passwd", "./usr/share/doc/libc6/copyright",
                 "./usr/share/doc/aslc/copyright"):
        check(name + " is there", name in members, True)
    check("nothing is writable for all but /tmp", [n for n, m in members.items() if m.mode & 2 and not m.issym()], ["./tmp"])


def main():
    files = read_all(IMAGE)
    check("layout", json.loads(files["oci-layout"]), {"imageLayoutVersion": "1.0.0"})
    index = json.loads(files["index.json"])
    check("index", (index["schemaVersion"], index["mediaType"], len(index["manifests"])), (2, OCI + "index.v1+json", 1))
    manifest = json.loads(blob(files, index["manifests"][0], "manifest.v1+json"))
    check("manifest", (manifest["schemaVersion"], manifest["mediaType"]), (2, OCI + "manifest.v1+json"))
    config = json.loads(blob(files, manifest["config"], "config.v1+json"))
    check("os", config["os"], "linux")
    check("type", config["rootfs"]["type"], "layers")
    inner = config["config"]
    check("entrypoint", inner["Entrypoint"], ["/usr/bin/aslc", "serve", "--listen", "0.0.0.0:8083", "--insecure"])
    check("user", inner["User"], "10001:10001")
    check("port", inner["ExposedPorts"], {"8083/tcp": {}})
    check("volume", inner["Volumes"], {"/var/lib/aslc": {}})
    check_layers(files, manifest, config)
    docker = json.loads(files["manifest.json"])[0]
    check("for Docker", (docker["Config"], docker["Layers"]), (
        "blobs/" + manifest["config"]["digest"].replace(":", "/"),
        ["blobs/" + d["digest"].replace(":", "/") for d in manifest["layers"]]))
    check("nothing else", sorted(files), sorted(used))


main()
