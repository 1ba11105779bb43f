/*
 * forkcastctl metrics: the servers of this machine in the text format of
 * Prometheus, for node_exporter's textfile collector.
 */
#include <stdio.h>

#include "ctl.h"
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

/* The value of a label: \, " and line ends are escaped. */
static void
print_label(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		const char c = text.at[i];
		if (c == '\\' || c == '"')
			(void)printf("\\%c", c);
		else if (c == '\n')
			(void)printf("\\n");
		else
			(void)putchar(c);
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

/* False if it cannot be read. */
static bool
read_server(struct server *server, uint64_t pid)
{
	struct view view;
	const char *wrong = view_open(&view, pid);

	if (wrong != NULL) {
		complain("the scoreboard of server %llu %s",
		    (unsigned long long)pid, wrong);
		return false;
	}
	view_pulse(&view, &server->pulse);
	server->started = view.started;
	server->pid = pid;
	server->alive = view_is_alive(&view);
	view_close(&view);
	return true;
}

static bool
is_meant(const struct choice *choice, const struct server *server)
{
	return choice->address == NULL ||
	    str_eq(score_text(
		       server->pulse.address, sizeof(server->pulse.address)),
		str_from(choice->address));
}

int
cmd_metrics(const struct choice *choice, int argc, char **argv)
{
	static struct server servers[CTL_SERVERS];
	uint64_t pids[CTL_SERVERS];
	const size_t found = view_list(pids, CTL_SERVERS);
	size_t count = 0;
	bool good = true;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	for (size_t i = 0; i < found; i++) {
		if (choice->pid != 0 && choice->pid != pids[i])
			continue;
		if (!read_server(&servers[count], pids[i]))
			good = false;
		else if (is_meant(choice, &servers[count]))
			count++;
	}
	print_all(servers, count);
	return good ? EX_OK : EX_DATAERR;
}
