/*
 * forkcastctl metrics: the numbers of a server in the text format of
 * Prometheus, for node_exporter's textfile collector.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/die.h"

/*
 * The metrics that are numbers. The name says the type and the unit: one that
 * ends in "_total" is a counter; one in "_seconds" is in µs here.
 */
static const struct {
	const char *name; /* and the figure's */
	const char *help;
} metrics[] = {
	{ "start_time_seconds", "When the server was started." },
	{ "beat_time_seconds", "Last sign of life." },
	{ "config_reload_time_seconds",
	    "When the configuration was last loaded, or refused." },
	{ "history_unstored_seconds",
	    "Age of the oldest record of the history that is not stored yet." },
	{ "clients", "Connected clients." },
	{ "clients_max", "Maximum number of clients." },
	{ "groups", "Groups." },
	{ "queue_bytes", "Bytes queued for clients." },
	{ "queue_memory_bytes", "Memory used by the queues." },
	{ "memory_bytes", "Memory for names, groups and queues." },
	{ "keys", "Keys in the tables of groups." },
	{ "items_waiting", "Items waiting in boxes." },
	{ "items_taken", "Items taken and not finished." },
	{ "history_unstored_records",
	    "Records of the history that are not stored yet." },
	{ "history_unstored_bytes", "Bytes of these records." },
	{ "history_questions", "Questions that the journal has to answer." },
	{ "process_id", "Process ID." },
	{ "config_reload_success",
	    "1 if the last reload succeeded, 0 if it was refused." },
	{ "log_lines_lost_total", "Log lines lost." },
	{ "history_records_total", "Records that the journal has stored." },
	{ "history_gaps_total", "Gaps in the history: events were lost." },
	{ "items_returned_total", "Items returned to their boxes." },
	{ "connections_total", "Connections accepted." },
	{ "ended_total", "Workers that have ended." },
	{ "crashed_total", "Workers that crashed." },
	{ "refused_total", "Connections refused because of their address." },
	{ "full_total", "Connections refused because the server was full." },
	{ "lines_received_total", "Lines from clients." },
	{ "lines_sent_total", "Lines to clients." },
	{ "received_bytes_total", "Bytes from workers." },
	{ "sent_bytes_total", "Bytes to workers." },
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
print_labels(
    const char *name, const char *label, const char *key, const char *value)
{
	(void)printf("forkcast_%s{", name);
	print_label("server", label);
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
print_value(const char *name, const char *label, uint64_t value, bool is_time)
{
	print_labels(name, label, NULL, NULL);
	if (is_time)
		(void)printf("%llu.%06llu\n", (unsigned long long)(value / SEC),
		    (unsigned long long)(value % SEC));
	else
		(void)printf("%llu\n", (unsigned long long)value);
}

static void
print_build(const struct server *server, const char *label)
{
	char version[64];

	print_head("build_info", "gauge", "1, with the version as a label.");
	(void)show_clean(
	    version, sizeof(version), server_text(server, "version"));
	print_labels("build_info", label, "version", version);
	(void)printf("1\n");
}

/*
 * Prints a counter for each bye code, even if it is zero: Prometheus sees no
 * rise in a counter that was missing before.
 */
static void
print_byes(const struct server *server, const char *label)
{
	const char *at = NULL;
	char clean[64];
	struct str code;
	uint64_t count;

	print_head(
	    "byes_total", "counter", "Clients disconnected, by bye code.");
	while (server_next(server, &at, "bye.", &code, &count)) {
		print_labels("byes_total", label, "code",
		    show_clean(clean, sizeof(clean), code));
		(void)printf("%llu\n", (unsigned long long)count);
	}
}

/*
 * Prints the histogram of turns: its buckets each include all shorter turns,
 * the last all. A forged number must not make a counter go down.
 */
static void
print_turns(const struct server *server, const char *label)
{
	const char *at = NULL;
	uint64_t sum = 0, more, most;
	struct str key;
	char room[32];

	print_head("turn_seconds", "histogram",
	    "Duration of a turn of the event loop; nothing new is read in it.");
	while (server_next(server, &at, "turn.", &key, &more)) {
		if (!str_to_number(key, UINT64_MAX, &most))
			continue;
		sum = more > UINT64_MAX - sum ? UINT64_MAX : sum + more;
		(void)snprintf(
		    room, sizeof(room), "%g", (double)most / (double)SEC);
		print_labels("turn_seconds_bucket", label, "le",
		    most < UINT64_MAX ? room : "+Inf");
		(void)printf("%llu\n", (unsigned long long)sum);
	}
	print_value("turn_seconds_sum", label,
	    server_number(server, "turn_time"), true);
	print_value("turn_seconds_count", label, sum, false);
}

static void
print_all(const struct server *server, const char *label)
{
	for (size_t i = 0; i < COUNT(metrics); i++) {
		const char *name = metrics[i].name;
		print_head(name, ends_in(name, "_total") ? "counter" : "gauge",
		    metrics[i].help);
		print_value(name, label, server_number(server, name),
		    ends_in(name, "_seconds"));
	}
	print_build(server, label);
	print_byes(server, label);
	print_turns(server, label);
}

int
cmd_metrics(const struct choice *choice, const struct given *given)
{
	char why[SERVER_WHY], label[ADDR_TEXT + 1] = "";
	struct server server;
	int status;

	(void)given;
	status = server_find(choice, &server, why);
	if (status == EX_OK)
		(void)show_clean(
		    label, sizeof(label), server_text(&server, "address"));
	else if (choice->address != NULL)
		(void)show_clean(
		    label, sizeof(label), str_from(choice->address));
	print_head("up", "gauge", "1 if the server is running.");
	print_value("up", label, status == EX_OK, false);
	if (status == EX_OK) {
		print_all(&server, label);
		return EX_OK;
	}
	complain("%s", why);
	return status == EX_DATAERR ? status : EX_UNAVAILABLE;
}
