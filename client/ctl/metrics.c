/*
 * forkcastctl metrics: the samples of this machine in the text format of
 * Prometheus, for node_exporter's textfile collector.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/die.h"

/* What is known of a server. */
struct sample {
	struct score_pulse pulse;
	char label[ADDR_TEXT + 1]; /* its address, as displayed */
	uint64_t up; /* 1; 0: it was chosen, and is not there */
	uint64_t pid;
	uint64_t started;
	uint64_t unstored_age; /* of the oldest record, in µs */
};

#define PULSE(field) offsetof(struct sample, pulse.field)
#define TOTAL(what) (PULSE(count) + (what) * sizeof(uint64_t))

/* The metrics that are numbers; those of time are in seconds. */
static const struct {
	const char *name;
	const char *type;
	const char *help;
	size_t field; /* offset of a uint64_t in struct sample */
	bool is_time; /* in µs */
} metrics[] = {
	{ "start_time_seconds", "gauge", "When the server was started.",
	    offsetof(struct sample, started), true },
	{ "beat_time_seconds", "gauge", "Last sign of life.", PULSE(beat),
	    true },
	{ "config_reload_time_seconds", "gauge",
	    "When the configuration was last loaded, or refused.",
	    PULSE(reloaded), true },
	{ "history_unstored_seconds", "gauge",
	    "Age of the oldest record of the history that is not stored yet.",
	    offsetof(struct sample, unstored_age), true },
	{ "clients", "gauge", "Connected clients.", PULSE(clients), false },
	{ "clients_max", "gauge", "Maximum number of clients.",
	    PULSE(clients_max), false },
	{ "groups", "gauge", "Groups.", PULSE(groups), false },
	{ "queue_bytes", "gauge", "Bytes queued for clients.", PULSE(waiting),
	    false },
	{ "queue_memory_bytes", "gauge", "Memory used by the queues.",
	    PULSE(held), false },
	{ "memory_bytes", "gauge", "Memory for names, groups and queues.",
	    PULSE(memory), false },
	{ "keys", "gauge", "Keys in the tables of groups and clients.",
	    PULSE(keys), false },
	{ "items_waiting", "gauge", "Items waiting in boxes.",
	    PULSE(items_waiting), false },
	{ "items_taken", "gauge", "Items taken and not finished.",
	    PULSE(items_taken), false },
	{ "history_unstored_records", "gauge",
	    "Records of the history that are not stored yet.", PULSE(unstored),
	    false },
	{ "history_unstored_bytes", "gauge", "Bytes of these records.",
	    PULSE(unstored_bytes), false },
	{ "history_questions", "gauge",
	    "Questions that the journal has to answer.", PULSE(questions),
	    false },
	{ "process_id", "gauge", "Process ID.", offsetof(struct sample, pid),
	    false },
	{ "config_reload_success", "gauge",
	    "1 if the last reload succeeded, 0 if it was refused.",
	    PULSE(reload_good), false },
	{ "log_lines_lost_total", "counter", "Log lines lost.",
	    TOTAL(SCORE_LOST), false },
	{ "history_records_total", "counter",
	    "Records that the journal has stored.", TOTAL(SCORE_RECORDED),
	    false },
	{ "history_gaps_total", "counter",
	    "Gaps in the history: events were lost.", TOTAL(SCORE_GAPS),
	    false },
	{ "items_returned_total", "counter", "Items returned to their boxes.",
	    TOTAL(SCORE_RETURNED), false },
	{ "connections_total", "counter", "Connections accepted.",
	    TOTAL(SCORE_CAME), false },
	{ "ended_total", "counter", "Workers that have ended.",
	    TOTAL(SCORE_ENDED), false },
	{ "crashed_total", "counter", "Workers that crashed.",
	    TOTAL(SCORE_CRASHED), false },
	{ "refused_total", "counter",
	    "Connections refused because of their address.",
	    TOTAL(SCORE_REFUSED), false },
	{ "full_total", "counter",
	    "Connections refused because the server was full.",
	    TOTAL(SCORE_FULL), false },
	{ "lines_received_total", "counter", "Lines from clients.",
	    TOTAL(SCORE_LINES_IN), false },
	{ "lines_sent_total", "counter", "Lines to clients.",
	    TOTAL(SCORE_LINES_OUT), false },
	{ "received_bytes_total", "counter", "Bytes from workers.",
	    TOTAL(SCORE_BYTES_IN), false },
	{ "sent_bytes_total", "counter", "Bytes to workers.",
	    TOTAL(SCORE_BYTES_OUT), false },
};

/*
 * Prints the value of a label. Escapes \ and "; there are no line ends in it.
 */
static void
print_label(const char *clean)
{
	for (const char *at = clean; *at != '\0'; at++) {
		if (*at == '\\' || *at == '"')
			(void)putchar('\\');
		(void)putchar(*at);
	}
}

/* Prints the labels, and another one unless it is null. */
static void
print_labels(const char *name, const struct sample *sample, const char *key,
    const char *value)
{
	(void)printf("forkcast_%s{server=\"", name);
	print_label(sample->label);
	if (key != NULL) {
		(void)printf("\",%s=\"", key);
		print_label(value);
	}
	(void)printf("\"} ");
}

static void
print_head(const char *name, const char *type, const char *help)
{
	(void)printf("# HELP forkcast_%s %s\n# TYPE forkcast_%s %s\n", name,
	    help, name, type);
}

/* Prints a number, or µs as seconds with decimals. */
static void
print_value(
    const char *name, const struct sample *sample, uint64_t value, bool is_time)
{
	print_labels(name, sample, NULL, NULL);
	if (is_time)
		(void)printf("%llu.%06llu\n", (unsigned long long)(value / SEC),
		    (unsigned long long)(value % SEC));
	else
		(void)printf("%llu\n", (unsigned long long)value);
}

static void
print_builds(const struct sample *samples, size_t count)
{
	char version[sizeof(samples->pulse.version) + 1];

	print_head("build_info", "gauge", "1, with the version as a label.");
	for (size_t i = 0; i < count; i++) {
		const struct score_pulse *pulse = &samples[i].pulse;
		(void)show_clean(version, sizeof(version),
		    score_text(pulse->version, sizeof(pulse->version)));
		print_labels("build_info", &samples[i], "version", version);
		(void)printf("1\n");
	}
}

/*
 * Prints a counter for each bye code, even if it is zero: Prometheus sees no
 * rise in a counter that was missing before.
 */
static void
print_byes(const struct sample *samples, size_t count)
{
	print_head(
	    "byes_total", "counter", "Clients disconnected, by bye code.");
	for (size_t i = 0; i < count; i++)
		for (enum bye bye = 0; bye < BYE_COUNT; bye++) {
			print_labels("byes_total", &samples[i], "code",
			    bye_word(bye).at);
			(void)printf("%llu\n",
			    (unsigned long long)samples[i]
				.pulse.count[SCORE_BYE + bye]);
		}
}

/*
 * Prints the histogram of turns: its buckets each include all shorter turns. A
 * forged number must not make a counter go down.
 */
static void
print_turns(const struct sample *samples, size_t count)
{
	char most[32];

	print_head("turn_seconds", "histogram",
	    "Duration of a turn of the event loop; nothing new is read in it.");
	for (size_t i = 0; i < count; i++) {
		const uint64_t *counts = samples[i].pulse.count;
		uint64_t sum = 0;
		for (size_t j = 0; j < SCORE_TURNS; j++) {
			const uint64_t more = counts[SCORE_TURN + j];
			sum = more > UINT64_MAX - sum ? UINT64_MAX : sum + more;
			(void)snprintf(most, sizeof(most), "%g",
			    (double)score_turns[j] / (double)SEC);
			print_labels("turn_seconds_bucket", &samples[i], "le",
			    j + 1 < SCORE_TURNS ? most : "+Inf");
			(void)printf("%llu\n", (unsigned long long)sum);
		}
		print_value("turn_seconds_sum", &samples[i],
		    counts[SCORE_TURN_TIME], true);
		print_value("turn_seconds_count", &samples[i], sum, false);
	}
}

/*
 * Reads a server, unless one with its address is there already: labels are
 * unique. Such ones are in different network namespaces, or one is forged.
 */
static bool
read_sample(struct sample *samples, size_t count, const struct server *server)
{
	struct sample *sample = &samples[count];
	const usec now = clock_wall();

	server_pulse(server, &sample->pulse);
	(void)show_clean(sample->label, sizeof(sample->label),
	    score_text(sample->pulse.address, sizeof(sample->pulse.address)));
	sample->up = 1;
	sample->pid = server->pid;
	sample->started = server->started;
	sample->unstored_age = sample->pulse.unstored_since > 0 ?
	    show_since(sample->pulse.unstored_since, now) :
	    0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(samples[i].label, sample->label) == 0) {
			complain("servers %llu and %llu are both at %s; "
				 "showing one of them, choose the other with "
				 "-p",
			    (unsigned long long)samples[i].pid,
			    (unsigned long long)sample->pid, sample->label);
			return false;
		}
	return true;
}

int
cmd_metrics(const struct choice *choice, int argc, char **argv)
{
	static struct sample samples[SERVERS_MOST];
	struct server found[SERVERS_MOST];
	char why[SERVER_WHY];
	size_t count = 0;
	const size_t servers = servers_find(choice, found, why);

	ctl_no_more(argc, argv);
	for (size_t i = 0; i < servers; i++) {
		count += read_sample(samples, count, &found[i]);
		server_close(&found[i]);
	}
	print_head("servers", "gauge", "Running servers.");
	(void)printf("forkcast_servers %zu\n", count);
	print_head("up", "gauge", "1 if the server is running.");
	if (count == 0 && choice->address != NULL)
		(void)show_clean(samples[0].label, sizeof(samples[0].label),
		    str_from(choice->address));
	for (size_t i = 0; i < count || (i == 0 && choice->address != NULL);
	     i++)
		print_value("up", &samples[i], samples[i].up, false);
	for (size_t i = 0; i < COUNT(metrics); i++) {
		print_head(metrics[i].name, metrics[i].type, metrics[i].help);
		for (size_t j = 0; j < count; j++) {
			uint64_t value;
			memcpy(&value,
			    (const char *)&samples[j] + metrics[i].field,
			    sizeof(value));
			print_value(metrics[i].name, &samples[j], value,
			    metrics[i].is_time);
		}
	}
	print_builds(samples, count);
	print_byes(samples, count);
	print_turns(samples, count);
	if (why[0] != '\0' || count == 0)
		complain("%s", why[0] != '\0' ? why : SERVER_NONE);
	return why[0] != '\0' ? EX_DATAERR : count > 0 ? EX_OK : EX_UNAVAILABLE;
}
