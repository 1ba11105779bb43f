/*
 * forkcastctl metrics: the numbers of a server in the text format of
 * Prometheus, for node_exporter's textfile collector.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/die.h"

/* What is known of a server. */
struct sample {
	struct score_pulse pulse;
	char label[ADDR_TEXT + 1]; /* its address, as displayed */
	uint64_t pid;
	uint64_t started;
	uint64_t unstored_age; /* of the oldest record, in µs */
};

#define PULSE(field) offsetof(struct sample, pulse.field)
#define TOTAL(what) (PULSE(count) + (what) * sizeof(uint64_t))

/*
 * The metrics that are numbers. The name says the type and the unit: one that
 * ends in "_total" is a counter; one in "_seconds" is in µs here.
 */
static const struct {
	const char *name;
	const char *help;
	size_t field; /* offset of a uint64_t in struct sample */
} metrics[] = {
	{ "start_time_seconds", "When the server was started.",
	    offsetof(struct sample, started) },
	{ "beat_time_seconds", "Last sign of life.", PULSE(beat) },
	{ "config_reload_time_seconds",
	    "When the configuration was last loaded, or refused.",
	    PULSE(reloaded) },
	{ "history_unstored_seconds",
	    "Age of the oldest record of the history that is not stored yet.",
	    offsetof(struct sample, unstored_age) },
	{ "clients", "Connected clients.", PULSE(clients) },
	{ "clients_max", "Maximum number of clients.", PULSE(clients_max) },
	{ "groups", "Groups.", PULSE(groups) },
	{ "queue_bytes", "Bytes queued for clients.", PULSE(waiting) },
	{ "queue_memory_bytes", "Memory used by the queues.", PULSE(held) },
	{ "memory_bytes", "Memory for names, groups and queues.",
	    PULSE(memory) },
	{ "keys", "Keys in the tables of groups and clients.", PULSE(keys) },
	{ "items_waiting", "Items waiting in boxes.", PULSE(items_waiting) },
	{ "items_taken", "Items taken and not finished.", PULSE(items_taken) },
	{ "history_unstored_records",
	    "Records of the history that are not stored yet.",
	    PULSE(unstored) },
	{ "history_unstored_bytes", "Bytes of these records.",
	    PULSE(unstored_bytes) },
	{ "history_questions", "Questions that the journal has to answer.",
	    PULSE(questions) },
	{ "process_id", "Process ID.", offsetof(struct sample, pid) },
	{ "config_reload_success",
	    "1 if the last reload succeeded, 0 if it was refused.",
	    PULSE(reload_good) },
	{ "log_lines_lost_total", "Log lines lost.", TOTAL(SCORE_LOST) },
	{ "history_records_total", "Records that the journal has stored.",
	    TOTAL(SCORE_RECORDED) },
	{ "history_gaps_total", "Gaps in the history: events were lost.",
	    TOTAL(SCORE_GAPS) },
	{ "items_returned_total", "Items returned to their boxes.",
	    TOTAL(SCORE_RETURNED) },
	{ "connections_total", "Connections accepted.", TOTAL(SCORE_CAME) },
	{ "ended_total", "Workers that have ended.", TOTAL(SCORE_ENDED) },
	{ "crashed_total", "Workers that crashed.", TOTAL(SCORE_CRASHED) },
	{ "refused_total", "Connections refused because of their address.",
	    TOTAL(SCORE_REFUSED) },
	{ "full_total", "Connections refused because the server was full.",
	    TOTAL(SCORE_FULL) },
	{ "lines_received_total", "Lines from clients.",
	    TOTAL(SCORE_LINES_IN) },
	{ "lines_sent_total", "Lines to clients.", TOTAL(SCORE_LINES_OUT) },
	{ "received_bytes_total", "Bytes from workers.",
	    TOTAL(SCORE_BYTES_IN) },
	{ "sent_bytes_total", "Bytes to workers.", TOTAL(SCORE_BYTES_OUT) },
};

static bool
ends_in(const char *name, const char *end)
{
	const size_t len = strlen(name), end_len = strlen(end);

	return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

/* Prints a label, of whose value \ and " are escaped; it has no line ends. */
static void
print_label(const char *key, const char *value)
{
	(void)printf("%s=\"", key);
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			(void)putchar('\\');
		(void)putchar(*value);
	}
	(void)putchar('"');
}

/* Prints the name and its labels, of which the second may be null. */
static void
print_labels(const char *name, const struct sample *sample, const char *key,
    const char *value)
{
	(void)printf("forkcast_%s{", name);
	print_label("server", sample->label);
	if (key != NULL) {
		(void)putchar(',');
		print_label(key, value);
	}
	(void)printf("} ");
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
print_build(const struct sample *sample)
{
	const struct score_pulse *pulse = &sample->pulse;
	char version[sizeof(pulse->version) + 1];

	print_head("build_info", "gauge", "1, with the version as a label.");
	(void)show_clean(version, sizeof(version),
	    score_text(pulse->version, sizeof(pulse->version)));
	print_labels("build_info", sample, "version", version);
	(void)printf("1\n");
}

/*
 * Prints a counter for each bye code, even if it is zero: Prometheus sees no
 * rise in a counter that was missing before.
 */
static void
print_byes(const struct sample *sample)
{
	print_head(
	    "byes_total", "counter", "Clients disconnected, by bye code.");
	for (enum bye bye = 0; bye < BYE_COUNT; bye++) {
		print_labels("byes_total", sample, "code", bye_word(bye).at);
		(void)printf("%llu\n",
		    (unsigned long long)sample->pulse.count[SCORE_BYE + bye]);
	}
}

/*
 * Prints the histogram of turns: its buckets each include all shorter turns. A
 * forged number must not make a counter go down.
 */
static void
print_turns(const struct sample *sample)
{
	const uint64_t *counts = sample->pulse.count;
	uint64_t sum = 0;
	char most[32];

	print_head("turn_seconds", "histogram",
	    "Duration of a turn of the event loop; nothing new is read in it.");
	for (size_t i = 0; i < SCORE_TURNS; i++) {
		const uint64_t more = counts[SCORE_TURN + i];
		sum = more > UINT64_MAX - sum ? UINT64_MAX : sum + more;
		(void)snprintf(most, sizeof(most), "%g",
		    (double)score_turns[i] / (double)SEC);
		print_labels("turn_seconds_bucket", sample, "le",
		    i + 1 < SCORE_TURNS ? most : "+Inf");
		(void)printf("%llu\n", (unsigned long long)sum);
	}
	print_value("turn_seconds_sum", sample, counts[SCORE_TURN_TIME], true);
	print_value("turn_seconds_count", sample, sum, false);
}

static void
print_all(const struct sample *sample)
{
	uint64_t value;

	for (size_t i = 0; i < COUNT(metrics); i++) {
		const char *name = metrics[i].name;
		print_head(name, ends_in(name, "_total") ? "counter" : "gauge",
		    metrics[i].help);
		memcpy(&value, (const char *)sample + metrics[i].field,
		    sizeof(value));
		print_value(name, sample, value, ends_in(name, "_seconds"));
	}
	print_build(sample);
	print_byes(sample);
	print_turns(sample);
}

static void
read_sample(struct sample *sample, const struct server *server)
{
	const struct score_pulse *pulse = &sample->pulse;

	server_pulse(server, &sample->pulse);
	(void)show_clean(sample->label, sizeof(sample->label),
	    score_text(pulse->address, sizeof(pulse->address)));
	sample->pid = server->pid;
	sample->started = server->started;
	if (pulse->unstored_since > 0)
		sample->unstored_age =
		    show_since(pulse->unstored_since, clock_wall());
}

int
cmd_metrics(const struct choice *choice, const struct given *given)
{
	struct sample sample = { .pid = 0 };
	struct server server;
	char why[SERVER_WHY];
	int status;
	bool is_up;

	(void)given;
	status = server_find(choice, &server, why);
	if (status == EX_OK && server.board == NULL)
		status = EX_UNAVAILABLE;
	is_up = status == EX_OK;
	if (is_up)
		read_sample(&sample, &server);
	else if (choice->address != NULL)
		(void)show_clean(sample.label, sizeof(sample.label),
		    str_from(choice->address));
	print_head("up", "gauge", "1 if the server is running.");
	print_value("up", &sample, is_up, false);
	if (is_up) {
		print_all(&sample);
		server_close(&server);
		return EX_OK;
	}
	complain("%s", why);
	return status == EX_USAGE ? EX_UNAVAILABLE : status;
}
