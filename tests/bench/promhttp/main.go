// The peer in Go: client_golang's promhttp with the workload in vectors, as its users have it.
//
//	bench_promhttp SERIES            serves, and prints the port that it listens on
//	bench_promhttp SERIES --update   prints the CPU nanoseconds that changing all values takes, once
//
// All values change at every scrape.  A counter can only be added to, so its value is a sum.
package main

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const mostFamilies = 100

var labelNames = []string{"cell", "host", "port", "zone"}

// As in workload.cc.
func labelsOf(index int) []string {
	return []string{
		fmt.Sprintf("c%03d", index*389%1000),
		fmt.Sprintf("h%06d", index),
		fmt.Sprintf("p%02d", index%48),
		fmt.Sprintf("z%d", index%6),
	}
}

// As in workload.h.
func valueOf(series, generation uint64) float64 {
	bits := (series+1)*0x9E3779B97F4A7C15 + generation*0xD1B54A32D192ED03
	bits = (bits ^ (bits >> 32)) * 0xD6E8FEB86659FD93
	bits ^= bits >> 32
	return math.Float64frombits(((1023 + (series & 15)) << 52) | (bits >> 12))
}

type changing struct {
	vectors    []prometheus.Collector
	gauges     []prometheus.Gauge
	counters   []prometheus.Counter
	generation uint64
}

func makeChanging(series int) *changing {
	all := &changing{}
	families := mostFamilies
	if series < families {
		families = series
	}
	for family := 0; family < families; family++ {
		count := series / families
		if family < series%families {
			count++
		}
		name := fmt.Sprintf("bench_flow_g%03d", family)
		help := fmt.Sprintf("What flows through gate %d.", family)
		if family%2 == 1 {
			vector := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name + "_total", Help: help}, labelNames)
			for index := 0; index < count; index++ {
				all.counters = append(all.counters, vector.WithLabelValues(labelsOf(index)...))
			}
			all.vectors = append(all.vectors, vector)
		} else {
			vector := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labelNames)
			for index := 0; index < count; index++ {
				all.gauges = append(all.gauges, vector.WithLabelValues(labelsOf(index)...))
			}
			all.vectors = append(all.vectors, vector)
		}
	}
	return all
}

func (all *changing) change() {
	all.generation++
	for i, gauge := range all.gauges {
		gauge.Set(valueOf(uint64(i), all.generation))
	}
	for i, counter := range all.counters {
		counter.Add(valueOf(uint64(i), all.generation))
	}
}

func (all *changing) Describe(out chan<- *prometheus.Desc) {
	for _, vector := range all.vectors {
		vector.Describe(out)
	}
}

func (all *changing) Collect(out chan<- prometheus.Metric) {
	all.change()
	for _, vector := range all.vectors {
		vector.Collect(out)
	}
}

func cpuNs() int64 {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func serve(all *changing) error {
	registry := prometheus.NewRegistry()
	if err := registry.Register(all); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return http.Serve(listener, nil)
}

func main() {
	series := 0
	if len(os.Args) > 1 {
		series, _ = strconv.Atoi(os.Args[1])
	}
	if series < 1 {
		fmt.Fprintln(os.Stderr, "usage: bench_promhttp SERIES [--update]")
		os.Exit(2)
	}
	all := makeChanging(series)
	if len(os.Args) > 2 && os.Args[2] == "--update" {
		const times = 31
		before := cpuNs()
		for i := 0; i < times; i++ {
			all.change()
		}
		fmt.Println((cpuNs() - before) / times)
		return
	}
	fmt.Fprintln(os.Stderr, serve(all))
	os.Exit(1)
}
