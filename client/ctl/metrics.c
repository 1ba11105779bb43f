/*
 * forkcastctl metrics: the servers of this machine in the text format of
 * Prometheus, for node_exporter's textfile collector.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"
#include "ctl/text.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl metrics"

struct server {
	struct score_pulse pulse;
	uint64_t started;
	uint64_t pid;
	bool alive;
};

#define PULSE(field) offsetof(struct server, pulse.field)
#define TOTAL(what) (PULSE(count) + (what) * sizeof(uint64_t))

/* In the order in which they are printed; up and the times are apart. */
static const struct {
	const char *name;
	const char *type;
	const char *help;
	size_t field; /* an uint64_t of struct server */
} metrics[] = {
	{ "clients", "gauge", "Clients that are connected.", PULSE(clients) },
	{ "clients_max", "gauge", "Clients that there may be.",
	    PULSE(clients_max) },
	{ "groups", "gauge", "Groups that there are.", PULSE(groups) },
	{ "queue_bytes", "gauge", "Bytes that wait for clients.",
	    PULSE(waiting) },
	{ "queue_memory_bytes", "gauge", "Memory that holds what waits.",
	    PULSE(held) },
	{ "memory_bytes", "gauge", "Memory for names, groups, queues.",
	    PULSE(memory) },
	{ "keys", "gauge", "Keys in the tables of groups and clients.",
	    PULSE(keys) },
	{ "items_waiting", "gauge", "Items that wait in boxes.",
	    PULSE(items_waiting) },
	{ "items_taken", "gauge", "Items that are under way.",
	    PULSE(items_taken) },
	{ "items_returned_total", "counter", "Items that came back.",
	    TOTAL(SCORE_RETURNED) },
	{ "connections_total", "counter", "Clients that were let in.",
	    TOTAL(SCORE_CAME) },
	{ "ended_total", "counter", "Workers that have ended.",
	    TOTAL(SCORE_ENDED) },
	{ "crashed_total", "counter", "Workers that ended by a fault.",
	    TOTAL(SCORE_CRASHED) },
	{ "refused_total", "counter", "Newcomers refused for their address.",
	    TOTAL(SCORE_REFUSED) },
	{ "full_total", "counter", "Newcomers for whom there was no room.",
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

/* The value of a label: \ and " are escaped, line ends are not in there. */
static void
print_label(struct str text)
{
	char clean[ADDR_TEXT + 1];

	(void)text_clean(clean, sizeof(clean), text);
	for (const char *at = clean; *at != '\0'; at++) {
		if (*at == '\\' || *at == '"')
			(void)putchar('\\');
		(void)putchar(*at);
	}
}

static void
print_name(const char *name, const struct server *server)
{
	(void)printf("forkcast_%s{server=\"", name);
	print_label(
	    score_text(server->pulse.address, sizeof(server->pulse.address)));
	(void)printf("\",pid=\"%llu\"} ", (unsigned long long)server->pid);
}

static void
print_head(const char *name, const char *type, const char *help)
{
	(void)printf("# HELP forkcast_%s %s\n# TYPE forkcast_%s %s\n", name,
	    help, name, type);
}

static void
print_metric(size_t metric, const struct server *servers, size_t count)
{
	uint64_t value;

	print_head(
	    metrics[metric].name, metrics[metric].type, metrics[metric].help);
	for (size_t i = 0; i < count; i++) {
		if (!servers[i].alive)
			continue;
		memcpy(&value,
		    (const char *)&servers[i] + metrics[metric].field,
		    sizeof(value));
		print_name(metrics[metric].name, &servers[i]);
		(void)printf("%llu\n", (unsigned long long)value);
	}
}

/* Seconds since 1970, with decimals. */
static void
print_time(const char *name, const struct server *server, uint64_t time)
{
	print_name(name, server);
	(void)printf("%llu.%06llu\n", (unsigned long long)(time / SEC),
	    (unsigned long long)(time % SEC));
}

static void
print_all(const struct server *servers, size_t count)
{
	print_head("up", "gauge", "1 while the server lives, 0 if it died.");
	for (size_t i = 0; i < count; i++) {
		print_name("up", &servers[i]);
		(void)printf("%d\n", servers[i].alive);
	}
	print_head("start_time_seconds", "gauge", "When it was started.");
	for (size_t i = 0; i < count; i++)
		print_time(
		    "start_time_seconds", &servers[i], servers[i].started);
	print_head("beat_time_seconds", "gauge", "Its last sign of life.");
	for (size_t i = 0; i < count; i++)
		print_time(
		    "beat_time_seconds", &servers[i], servers[i].pulse.beat);
	for (size_t i = 0; i < COUNT(metrics); i++)
		print_metric(i, servers, count);
}

/* False without one; what is wrong with it is said. */
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
	server->started = view.started;
	server->pid = view.pid;
	server->alive = view_is_alive(&view);
	view_close(&view);
	return true;
}

/* Of two with the same labels only one may be there: the one that lives. */
static void
keep(struct server *servers, size_t *count)
{
	const struct server *last = &servers[*count];

	for (size_t i = 0; i < *count; i++)
		if (servers[i].pid == last->pid) {
			if (last->alive)
				servers[i] = *last;
			return;
		}
	++*count;
}

/* False if one cannot be read. */
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

int
cmd_metrics(const struct choice *choice, int argc, char **argv)
{
	struct boards boards;
	struct server *servers;
	size_t count = 0;
	bool good;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	ctl_boards(choice, &boards);
	servers = calloc(boards.count + 1, sizeof(*servers));
	if (servers == NULL)
		die(EX_OSERR, "out of memory for %zu servers", boards.count);
	good = read_servers(servers, &count, &boards, choice);
	print_all(servers, count);
	free(servers);
	boards_free(&boards);
	return good ? EX_OK : EX_DATAERR;
}
