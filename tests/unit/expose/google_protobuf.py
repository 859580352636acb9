"""Reads the pages in a folder with Google's protobuf library.

google_protobuf.py FOLDER: each file is called <number>-<samples>, and has to be delimited messages
io.prometheus.client.MetricFamily without unknown fields that hold that many samples.
"""
import pathlib
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2

# Of the published metrics.proto, what Weir writes.
MESSAGES = {
    "LabelPair": ["1 name string", "2 value string"],
    "Exemplar": ["1 label *LabelPair", "2 value double", "3 timestamp .google.protobuf.Timestamp"],
    "Gauge": ["1 value double"],
    "Untyped": ["1 value double"],
    "Counter": [
        "1 value double",
        "2 exemplar Exemplar",
        "3 created_timestamp .google.protobuf.Timestamp",
    ],
    "Quantile": ["1 quantile double", "2 value double"],
    "Summary": [
        "1 sample_count uint64",
        "2 sample_sum double",
        "3 quantile *Quantile",
        "4 created_timestamp .google.protobuf.Timestamp",
    ],
    "BucketSpan": ["1 offset sint32", "2 length uint32"],
    "Bucket": [
        "1 cumulative_count uint64",
        "2 upper_bound double",
        "3 exemplar Exemplar",
        "4 cumulative_count_float double",
    ],
    "Histogram": [
        "1 sample_count uint64",
        "2 sample_sum double",
        "3 bucket *Bucket",
        "4 sample_count_float double",
        "5 schema sint32",
        "6 zero_threshold double",
        "7 zero_count uint64",
        "9 negative_span *BucketSpan",
        "10 negative_delta *sint64",
        "12 positive_span *BucketSpan",
        "13 positive_delta *sint64",
        "15 created_timestamp .google.protobuf.Timestamp",
    ],
    "Metric": [
        "1 label *LabelPair",
        "2 gauge Gauge",
        "3 counter Counter",
        "4 summary Summary",
        "5 untyped Untyped",
        "6 timestamp_ms int64",
        "7 histogram Histogram",
    ],
    "MetricFamily": [
        "1 name string",
        "2 help string",
        "3 type int32",
        "4 metric *Metric",
        "5 unit string",
    ],
}
PACKAGE = "io.prometheus.client"


def field_of(text):
    number, name, kind = text.split()
    field = descriptor_pb2.FieldDescriptorProto(name=name, number=int(number))
    field.label = field.LABEL_REPEATED if kind[0] == "*" else field.LABEL_OPTIONAL
    kind = kind.lstrip("*")
    if kind[0].isupper() or kind[0] == ".":
        field.type = field.TYPE_MESSAGE
        field.type_name = kind if kind[0] == "." else f".{PACKAGE}.{kind}"
    else:
        field.type = getattr(field, f"TYPE_{kind.upper()}")
    return field


def metric_family():
    file = descriptor_pb2.FileDescriptorProto(name="metrics.proto", package=PACKAGE, syntax="proto2")
    file.dependency.append("google/protobuf/timestamp.proto")
    for name, fields in MESSAGES.items():
        file.message_type.add(name=name).field.extend(map(field_of, fields))
    pool = descriptor_pool.DescriptorPool()
    stamp = descriptor_pb2.FileDescriptorProto()
    timestamp_pb2.DESCRIPTOR.CopyToProto(stamp)
    pool.Add(stamp)
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(f"{PACKAGE}.MetricFamily"))


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def families(data, kind):
    at = 0
    while at < len(data):
        size, at = varint(data, at)
        yield kind.FromString(data[at : at + size])
        at += size
    if at != len(data):
        raise ValueError("the last message is cut off")


def has_unknown(message):
    size = message.ByteSize()
    message.DiscardUnknownFields()
    return message.ByteSize() != size


def samples_of(metric):
    if metric.HasField("histogram"):
        return len(metric.histogram.bucket) + 2
    if metric.HasField("summary"):
        return len(metric.summary.quantile) + 2
    return 1


def main():
    kind = metric_family()
    bad = 0
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        expected = int(path.name.split("-")[1])
        read = list(families(path.read_bytes(), kind))
        found = sum(samples_of(metric) for family in read for metric in family.metric)
        if found != expected or any(map(has_unknown, read)):
            print(f"{path.name}: {found} samples\n{read}")
            bad += 1
    return 1 if bad else 0


sys.exit(main())
