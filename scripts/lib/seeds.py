"""Writes the seeds from which scripts/fuzz starts: small, valid inputs of each kind.

Run with the project's Python:  .venv/bin/python scripts/lib/seeds.py
"""

import bz2
import gzip
import io
import lzma
import pathlib
import pickle
import struct
import tarfile
import zipfile
import zlib

import h5py
import numpy as np

SEEDS = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests/Fuzz/Seeds"

METER = {"device_model": "EnviR", "site_meter": True, "data_location": "/building1/elec/meter1"}
BUILDING = {
    "instance": 1, "original_name": "house_1", "rooms": [{"name": "kitchen", "instance": 1}],
    "elec_meters": {1: METER, 2: {"device_model": "EnviR", "submeter_of": 1}},
    "appliances": [{"type": "kettle", "instance": 1, "meters": [2], "original_name": "kettle",
                    "on_power_threshold": 10.5, "room": "kitchen", "dominant_appliance": True}],
    "timeframe": {"start": "2013-05-20T21:54:02+01:00", "end": None},
}
DATASET = {
    "name": "UK-DALE", "timezone": "Europe/London", "meter_devices": {"EnviR": {
        "sample_period": 6, "max_sample_period": 120, "measurements": [
            {"physical_quantity": "power", "type": "apparent", "upper_limit": 30000.0}]}},
}


def write(target, name, contents):
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(contents.encode() if isinstance(contents, str) else contents)


def pickles():
    labels = [("power", "active"), ("voltage", "")]
    for name, value in [
            ("building", BUILDING), ("dataset", DATASET), ("scalars", [1, -2, 2**70, 1.5, None,
             True, "é\n", b"bytes", (1,), (), {}, [], np.float64(2.5), float("nan")]),
            ("object", np.dtype("int64"))]:
        write("pickle", name, pickle.dumps(value, 0))
    write("metadata", "building", pickle.dumps(BUILDING, 0))
    write("metadata", "dataset", pickle.dumps(DATASET, 0))
    write("labels", "columns", pickle.dumps(labels, 0))
    write("labels", "axes", pickle.dumps([(1, labels)], 0))
    write("labels", "single", pickle.dumps(["power", 0, None], 0))
    zone = __import__("zoneinfo").ZoneInfo("Europe/London")
    write("labels", "zone", pickle.dumps({1: {}, "index": {"tz": zone, "freq": None}}, 0))


def chunks():
    rows = np.arange(512, dtype="<i8").tobytes()
    shuffled = np.frombuffer(rows, np.uint8).reshape(-1, 8).T.tobytes()
    write("chunk", "deflate", b"\x01\x00" + zlib.compress(rows))
    write("chunk", "shuffle-deflate", b"\x03\x00" + zlib.compress(shuffled))
    write("chunk", "bzip2", b"\x08\x00" + bz2.compress(rows))
    write("chunk", "plain", b"\x01\x01" + rows)
    header = struct.pack("<BBBBIII", 2, 1, 0x2, 8, 4096, 4096, 16 + 4096)
    write("chunk", "blosc-copied", b"\x10\x00" + header + rows)


def texts():
    write("dat", "plug", "1361000000 12\n1361000006 2400\n\n1361000012.5 -1\n")
    write("dat", "mains", "1361000000.5 230.1 251.7 241.02\n1361000001.5 231 252 241\n")
    write("names", "labels", "1 aggregate\n2 washing machine\r\n3\n\nx y\n")
    write("csv", "iso", "timestamp,power,kettle\n2013-06-03T06:00:00+01:00,251.5,0\n"
          "2013-06-03 06:00:06,2651.5,2400\n")
    write("csv", "epoch", "\ufefftime;active;\"a \"\"b\"\"\"\n1361000000;1;2\n1361000006;;3\n")
    write("csv", "milliseconds", "1361000000000\t12\n1361000006000\tNaN\n")
    write("readings", "iso", "timestamp,power\n2013-06-03T06:00:00+01:00,251.5\n"
          "2013-06-03T06:00:06+01:00,\n")
    write("readings", "semicolons", "time;power (kW)\r\n2013-06-03 06:00:00;1,5\r\n")
    write("readings", "epoch", "# remark\n1361000000,12\n1361000006,NaN\n")
    write("json", "document", '{"a": [1, -2.5e3, true, null, "\\u00e9\\ud83d\\ude00"], "b": {}}')
    write("yaml", "configuration", "preprocess:\n  period: 6s   # a grid\n  building: [1, 2]\n"
          "  exclude: &e\n    - {from: 2013-06-03, to: 2013-06-04, reason: \"x\"}\n  same: *e\n")
    for index, text in enumerate(["2013-06-03", "2013-06-03 06:00", "2013-06-03T06:00:05.5+01:00",
                                  "2013-10-27T01:30:00Z", "500ms", "2min", "1h", "30"]):
        write("time", str(index), text)


def bodies():
    """What a server is asked, and a table's query on its first line."""
    write("body", "compact",
          '{"start":1370242800,"period_s":6,"power":[1,2.5,null,-3e2,0.3000000000'
          '0000004],"semantics":"counter","unit":"Wh"}')
    write("body", "series",
          '{"series":[{"timestamp":"2013-06-03T07:00:00Z","power":123.4},{"power"'
          ':null,"timestamp":"2013-06-03T08:00:06+01:00"}],"appliances":["kettle"'
          ',"dish washer"],"semantics":"hold","unit":"kW","clamp":"mains","timest'
          'amps":true,"timezone":"Europe/London","household":"h\\u00e91"}')
    write("body", "stream",
          '{"samples":[{"timestamp":1370242800123,"power":1},{"timestamp":1370242'
          '806123,"power":2}],"begin":true}')
    write("body", "windows",
          '{"x":[[1,2,3],[4,5.5,6e1]],"clamp":"none"}')
    write("lines", "two",
          '{"household":"a","x":[1,2,3]}\n\n{"household":"b","start":0,"period_s":6'
          ',"power":[1,null]}\r\nno json\n')
    write("table", "epoch",
          'appliances=kettle&timestamps=true\ntimestamp,power\n1370242800,12.5\n1370'
          '242806,\n')
    write("table", "local",
          'semantics=counter&unit=kWh&timezone=Europe/London&power_column=total\nt'
          'ime;other;total\n2013-06-03 08:00:00;1;12,5\n2013-06-03 08:00:06;2;12,6\n')
    write("answer", "resumed",
          '{"series":[{"timestamp":3,"power":100},{"timestamp":9,"power":100},{"t'
          'imestamp":98306,"power":100},{"timestamp":98308,"power":900}]}')
    write("answer", "crowded",
          '{"start":0,"period_s":0.000001,"power":[1,2,3,4,5,6,7,8,9,10,11,12],"s'
          'emantics":"hold","clamp":"mains","timestamps":true}')
    write("answer", "zone",
          '{"timezone":"America/Juneau","series":[{"timestamp":"1850-01-02T00:30:'
          '00","power":1},{"timestamp":"2099-12-31T03:50:00","power":2}]}')
    write("answer", "register",
          'semantics=counter&unit=Wh&timestamps=true\ntimestamp,energy\n'
          + "".join("%d,%g\n" % (1370242800 + 4 * row + (row > 15) * 90, 100 + row * row / 7)
                    for row in range(30)))
    write("answer", "bare", "time_column=column 2&power_column=column 1\n5,1370242800\n6,1370242806\n")
    write("answer", "windows", '{"x":[[1,2,3,4,5,6,7],[0,0,9e2,2e3,1e38,0,0]],"clamp":"none"}')
    write("answer", "stream", "\n".join(
        '{"samples":[%s],"begin":%s}' % (
            ",".join('{"timestamp":%d,"power":%d}' % (1370242800 + 5 * row, 90 + row * 97 % 2500)
                     for row in range(first, first + 12)), str(first == 0).lower())
        for first in (0, 12, 12, 30)) + "\n")


def downloads():
    write("download", "record", '{"version": 1, "address": "http://host/x", "etag": "\\"a\\"",'
          ' "last_modified": "Tue, 03 Jun 2014 06:00:00 GMT", "total": 12}')
    write("download", "path", "house_1/channel_1.dat\n../labels.dat")
    write("download", "address", "https://me:secret@host:80/a%20b/ukdale.h5.zip?x=1#y")
    write("download", "headers", "HTTP/1.1 206 Partial\r\nContent-Range: bytes 5-11/12\r\n"
          "ETag: \"a\"\r\nRetry-After: Tue, 03 Jun 2014 06:00:00 GMT\r\nContent-Length: 7\r\n")


def archives():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in ["house_1/labels.dat", "empty"]:
            out.writestr(zipfile.ZipInfo(name), b"1 aggregate\n" * 9 if "/" in name else b"",
                         zipfile.ZIP_DEFLATED)
    write("archive", "zip", packed.getvalue())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as out:
        for name, kind, link in [("a/\u00e4", tarfile.REGTYPE, ""), ("s", tarfile.SYMTYPE, "a/\u00e4"),
                                 ("h", tarfile.LNKTYPE, "a/\u00e4"), ("d", tarfile.DIRTYPE, "")]:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, link
            entry.size = 5 if kind == tarfile.REGTYPE else 0
            out.addfile(entry, io.BytesIO(b"hello"))
    tar = packed.getvalue()
    write("archive", "tar", tar)
    write("archive", "tgz", gzip.compress(tar, mtime=0))
    write("archive", "txz", lzma.compress(tar, preset=0))
    write("archive", "gz", gzip.compress(b"1,2\n", mtime=0) + gzip.compress(b"3,4\n", mtime=0))


def file():
    path = SEEDS / "hdf5" / "table"
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w", libver="earliest") as out:
        out.attrs["metadata"] = np.bytes_(pickle.dumps(DATASET, 0))
        group = out.create_group("building1")
        group.attrs["metadata"] = np.bytes_(pickle.dumps(BUILDING, 0))
        frame = group.create_group("elec/meter1")
        frame.attrs["pandas_type"] = np.bytes_("frame_table")
        kind = np.dtype([("index", "<i8"), ("values_block_0", "<f4", (1,))])
        rows = np.zeros(8, kind)
        rows["index"] = 1361000000 * 10**9 + np.arange(8) * 6 * 10**9
        table = frame.create_dataset("table", data=rows, chunks=(8,), compression="gzip",
                                     fletcher32=True, maxshape=(None,))
        table.attrs["index_kind"] = np.bytes_("datetime64")
        table.attrs["values_block_0_kind"] = np.bytes_(pickle.dumps([("power", "active")], 0))
        table.attrs["NROWS"] = np.int64(8)


if __name__ == "__main__":
    pickles()
    chunks()
    texts()
    bodies()
    downloads()
    archives()
    file()
