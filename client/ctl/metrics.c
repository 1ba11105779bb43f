/*
 * forkcastctl metrics: the servers of this machine in the text format of
 * Prometheus, for node_exporter's textfile collector.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"
#include "ctl/status.h"
#include "ctl/text.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl metrics"

struct server {
	struct score_pulse pulse;
	char label[ADDR_TEXT + 1]; /* its address, as displayed */
	uint64_t started;
	uint64_t pid;
	uint64_t unstored_age; /* of the oldest record, in µs */
	uint64_t expiry_delay; /* µs */
	bool alive;
};

#define PULSE(field) offsetof(struct server, pulse.field)
#define TOTAL(what) (PULSE(count) + (what) * sizeof(uint64_t))

/* The metrics, in the order of the output; up and the times are separate. */
static const struct {
	const char *name;
	const char *type;
	const char *help;
	size_t field; /* offset of a uint64_t in struct server */
} metrics[] = {
	{ "clients", "gauge", "Connected clients.", PULSE(clients) },
	{ "clients_max", "gauge", "Maximum number of clients.",
	    PULSE(clients_max) },
	{ "groups", "gauge", "Groups.", PULSE(groups) },
	{ "queue_bytes", "gauge", "Bytes queued for clients.", PULSE(waiting) },
	{ "queue_memory_bytes", "gauge", "Memory used by the queues.",
	    PULSE(held) },
	{ "memory_bytes", "gauge", "Memory for names, groups and queues.",
	    PULSE(memory) },
	{ "keys", "gauge", "Keys in the tables of groups and clients.",
	    PULSE(keys) },
	{ "items_waiting", "gauge", "Items waiting in boxes.",
	    PULSE(items_waiting) },
	{ "items_taken", "gauge", "Items taken and not finished.",
	    PULSE(items_taken) },
	{ "history_files", "gauge", "Files of the history.",
	    PULSE(history_files) },
	{ "history_bytes", "gauge", "Bytes of these files.",
	    PULSE(history_bytes) },
	{ "history_unstored_records", "gauge",
	    "Records of the history that are not stored yet.",
	    PULSE(unstored) },
	{ "history_unstored_bytes", "gauge", "Bytes of these records.",
	    PULSE(unstored_bytes) },
	{ "history_questions", "gauge",
	    "Questions that the journal has to answer.", PULSE(questions) },
	{ "letters", "gauge", "Letters in mailboxes.", PULSE(letters) },
	{ "groups_unsaved", "gauge",
	    "Registered groups whose modes could not be saved.",
	    PULSE(unsaved) },
	{ "process_id", "gauge", "Process ID.", offsetof(struct server, pid) },
	{ "config_reload_success", "gauge",
	    "1 if the last reload succeeded, 0 if it was refused.",
	    PULSE(reload_good) },
	{ "log_lines_lost_total", "counter", "Log lines lost.",
	    TOTAL(SCORE_LOST) },
	{ "history_records_total", "counter",
	    "Records that the journal has stored.", TOTAL(SCORE_RECORDED) },
	{ "history_gaps_total", "counter",
	    "Gaps in the history: events were lost.", TOTAL(SCORE_GAPS) },
	{ "items_returned_total", "counter", "Items returned to their boxes.",
	    TOTAL(SCORE_RETURNED) },
	{ "connections_total", "counter", "Connections accepted.",
	    TOTAL(SCORE_CAME) },
	{ "ended_total", "counter", "Workers that have ended.",
	    TOTAL(SCORE_ENDED) },
	{ "crashed_total", "counter", "Workers that crashed.",
	    TOTAL(SCORE_CRASHED) },
	{ "refused_total", "counter",
	    "Connections refused because of their address.",
	    TOTAL(SCORE_REFUSED) },
	{ "full_total", "counter",
	    "Connections refused because the server was full.",
	    TOTAL(SCORE_FULL) },
	{ "lines_received_total", "counter", "Lines from clients.",
	    TOTAL(SCORE_LINES_IN) },
	{ "lines_sent_total", "counter", "Lines to clients.",
	    TOTAL(SCORE_LINES_OUT) },
	{ "received_bytes_total", "counter", "Bytes from workers.",
	    TOTAL(SCORE_BYTES_IN) },
	{ "sent_bytes_total", "counter", "Bytes to workers.",
	    TOTAL(SCORE_BYTES_OUT) },
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
print_labels(const char *name, const struct server *server, const char *key,
    const char *value)
{
	(void)printf("forkcast_%s{server=\"", name);
	print_label(server->label);
	if (key != NULL) {
		(void)printf("\",%s=\"", key);
		print_label(value);
	}
	(void)printf("\"} ");
}

static void
print_name(const char *name, const struct server *server)
{
	print_labels(name, server, NULL, NULL);
}

static void
print_head(const char *name, const char *type, const char *help)
{
	(void)printf("# HELP forkcast_%s %s\n# TYPE forkcast_%s %s\n", name,
	    help, name, type);
}

static uint64_t
value_of(const struct server *server, size_t field)
{
	uint64_t value;

	memcpy(&value, (const char *)server + field, sizeof(value));
	return value;
}

static void
print_metric(size_t metric, const struct server *servers, size_t count)
{

	print_head(
	    metrics[metric].name, metrics[metric].type, metrics[metric].help);
	for (size_t i = 0; i < count; i++) {
		if (!servers[i].alive)
			continue;
		print_name(metrics[metric].name, &servers[i]);
		(void)printf("%llu\n",
		    (unsigned long long)value_of(
			&servers[i], metrics[metric].field));
	}
}

/* Prints seconds since 1970, with decimals. */
static void
print_time(const char *name, const struct server *server, uint64_t time)
{
	print_name(name, server);
	(void)printf("%llu.%06llu\n", (unsigned long long)(time / SEC),
	    (unsigned long long)(time % SEC));
}

/*
 * Prints a time of each server, also of dead ones, but not of a missing one
 * (missing), which has none.
 */
static void
print_times(const char *name, const char *help, size_t field,
    const struct server *servers, size_t count)
{
	print_head(name, "gauge", help);
	for (size_t i = 0; i < count; i++)
		if (servers[i].pid != 0)
			print_time(
			    name, &servers[i], value_of(&servers[i], field));
}

static void
print_builds(const struct server *servers, size_t count)
{
	char version[sizeof(servers->pulse.version) + 1];

	print_head("build_info", "gauge", "1, with the version as a label.");
	for (size_t i = 0; i < count; i++) {
		const struct score_pulse *pulse = &servers[i].pulse;
		if (!servers[i].alive)
			continue;
		(void)text_clean(version, sizeof(version),
		    score_text(pulse->version, sizeof(pulse->version)));
		print_labels("build_info", &servers[i], "version", version);
		(void)printf("1\n");
	}
}

/*
 * Prints a counter for each bye code, even if it is zero: Prometheus sees no
 * rise in a counter that was missing before.
 */
static void
print_byes(const struct server *servers, size_t count)
{
	print_head(
	    "byes_total", "counter", "Clients disconnected, by bye code.");
	for (size_t i = 0; i < count; i++)
		for (enum bye bye = 0; servers[i].alive && bye < BYE_COUNT;
		     bye++) {
			print_labels("byes_total", &servers[i], "code",
			    bye_word(bye).at);
			(void)printf("%llu\n",
			    (unsigned long long)servers[i]
				.pulse.count[SCORE_BYE + bye]);
		}
}

/* Adds without overflow: a forged number must not make a counter go down. */
static uint64_t
metrics_add(uint64_t sum, uint64_t more)
{
	return more > UINT64_MAX - sum ? UINT64_MAX : sum + more;
}

/* Prints the buckets, each including all shorter turns; returns the total. */
static uint64_t
print_places(const struct server *server)
{
	uint64_t sum = 0;
	char most[32];

	for (size_t i = 0; i < SCORE_TURNS; i++) {
		(void)snprintf(most, sizeof(most), "%g",
		    (double)score_turns[i] / (double)SEC);
		sum = metrics_add(sum, server->pulse.count[SCORE_TURN + i]);
		print_labels("turn_seconds_bucket", server, "le",
		    i + 1 < SCORE_TURNS ? most : "+Inf");
		(void)printf("%llu\n", (unsigned long long)sum);
	}
	return sum;
}

static void
print_turns(const struct server *servers, size_t count)
{
	uint64_t sum;

	print_head("turn_seconds", "histogram",
	    "Duration of a turn of the event loop; nothing new is read in it.");
	for (size_t i = 0; i < count; i++) {
		if (!servers[i].alive)
			continue;
		sum = print_places(&servers[i]);
		print_time("turn_seconds_sum", &servers[i],
		    servers[i].pulse.count[SCORE_TURN_TIME]);
		print_name("turn_seconds_count", &servers[i]);
		(void)printf("%llu\n", (unsigned long long)sum);
	}
}

static void
print_syncs(const struct server *servers, size_t count)
{
	const char *const name = "history_sync_seconds";

	print_head(name, "summary", "Duration of a sync of the history.");
	for (size_t i = 0; i < count; i++) {
		if (!servers[i].alive)
			continue;
		print_time("history_sync_seconds_sum", &servers[i],
		    servers[i].pulse.count[SCORE_SYNC_TIME]);
		print_name("history_sync_seconds_count", &servers[i]);
		(void)printf("%llu\n",
		    (unsigned long long)servers[i].pulse.count[SCORE_SYNCS]);
	}
}

/* Prints a span of time of each running server. */
static void
print_spans(const char *name, const char *help, size_t field,
    const struct server *servers, size_t count)
{
	print_head(name, "gauge", help);
	for (size_t i = 0; i < count; i++)
		if (servers[i].alive)
			print_time(
			    name, &servers[i], value_of(&servers[i], field));
}

static void
print_servers(const struct server *servers, size_t count)
{
	size_t living = 0;

	for (size_t i = 0; i < count; i++)
		living += servers[i].alive;
	print_head("servers", "gauge", "Running servers.");
	(void)printf("forkcast_servers %zu\n", living);
}

static void
print_all(const struct server *servers, size_t count)
{
	print_servers(servers, count);
	print_head(
	    "up", "gauge", "1 if the server is running, 0 if it has died.");
	for (size_t i = 0; i < count; i++) {
		print_name("up", &servers[i]);
		(void)printf("%d\n", servers[i].alive);
	}
	print_times("start_time_seconds", "When the server was started.",
	    offsetof(struct server, started), servers, count);
	print_times("beat_time_seconds", "Last sign of life.", PULSE(beat),
	    servers, count);
	print_times("config_reload_time_seconds",
	    "When the configuration was last loaded, or refused.",
	    PULSE(reloaded), servers, count);
	print_builds(servers, count);
	for (size_t i = 0; i < COUNT(metrics); i++)
		print_metric(i, servers, count);
	print_byes(servers, count);
	print_turns(servers, count);
	print_spans("history_unstored_seconds",
	    "Age of the oldest record of the history that is not stored yet.",
	    offsetof(struct server, unstored_age), servers, count);
	print_spans("history_expiry_delay_seconds",
	    "For how long no history expires, as the clock has jumped ahead.",
	    offsetof(struct server, expiry_delay), servers, count);
	print_syncs(servers, count);
}

/*
 * Reads a server's board. Returns false if the server is gone, or if the board
 * cannot be read; then reports why and clears *good.
 */
static bool
read_server(struct server *server, const struct boards *boards,
    const struct board *board, bool *good)
{
	struct view view;
	const char *wrong = view_open(&view, boards, board);

	if (wrong == view_gone)
		return false;
	if (wrong != NULL) {
		ctl_complain(board, wrong);
		*good = false;
		return false;
	}
	view_pulse(&view, &server->pulse);
	server->unstored_age =
	    status_unstored_age(&server->pulse, clock_wall());
	server->expiry_delay =
	    status_expiry_delay(&server->pulse, clock_wall());
	server->started = view.started;
	server->pid = view.pid;
	server->alive = view_is_alive(&view);
	(void)text_clean(server->label, sizeof(server->label),
	    score_text(server->pulse.address, sizeof(server->pulse.address)));
	view_close(&view);
	return true;
}

/* Returns whether one, rather than the other, is to stand for their address. */
static bool
is_better(const struct server *one, const struct server *other)
{
	if (one->alive != other->alive)
		return one->alive;
	return one->pulse.beat > other->pulse.beat;
}

/*
 * Keeps one server for each label: labels must be unique. If two living servers
 * share an address, they are in different network namespaces, or one board is
 * forged.
 */
static void
keep(struct server *servers, size_t *count)
{
	const struct server *last = &servers[*count];
	size_t i = 0;

	while (i < *count && strcmp(servers[i].label, last->label) != 0)
		i++;
	if (i == *count) {
		++*count;
		return;
	}
	if (servers[i].alive && last->alive && servers[i].pid != last->pid)
		complain("servers %llu and %llu are both at %s; showing one of "
			 "them, choose the other with -p",
		    (unsigned long long)servers[i].pid,
		    (unsigned long long)last->pid, last->label);
	if (is_better(last, &servers[i]))
		servers[i] = *last;
}

/* Reads all servers. Returns false if one cannot be read. */
static bool
read_servers(struct server *servers, size_t *count, const struct boards *boards,
    const struct choice *choice)
{
	bool good = true;

	for (size_t i = 0; i < boards->count; i++) {
		if (ctl_is_meant(choice, &boards->at[i]) &&
		    read_server(
			&servers[*count], boards, &boards->at[i], &good) &&
		    ctl_is_address(choice, &servers[*count].pulse))
			keep(servers, count);
	}
	return good;
}

/* Returns a missing server, for an address that was chosen and not found. */
static struct server
missing(const struct choice *choice)
{
	struct server server = { .alive = false };

	(void)text_clean(
	    server.label, sizeof(server.label), str_from(choice->address));
	return server;
}

int
cmd_metrics(const struct choice *choice, int argc, char **argv)
{
	struct boards boards;
	struct server *servers;
	size_t count = 0;
	bool good, found;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	ctl_boards(choice, &boards);
	servers = calloc(boards.count + 1, sizeof(*servers));
	if (servers == NULL)
		die(EX_OSERR, "out of memory for %zu servers", boards.count);
	good = read_servers(servers, &count, &boards, choice);
	found = count > 0;
	if (!found && choice->address != NULL)
		servers[count++] = missing(choice);
	print_all(servers, count);
	free(servers);
	boards_free(&boards);
	if (!found && good)
		complain("%s", CTL_NONE);
	return !good ? EX_DATAERR : found ? EX_OK : EX_UNAVAILABLE;
}
