/* forkcastctl status: the state of a server. */
#include "ctl/status.h"

#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/die.h"

const char *
status_word(const struct server *server, const struct score_pulse *pulse)
{
	static const char *const words[] = { [SCORE_RUNNING] = "running",
		[SCORE_DRAINING] = "draining",
		[SCORE_STOPPING] = "stopping" };

	if (server_process(server->pid, 0) == 'T')
		return "stopped";
	return pulse->state < COUNT(words) ? words[pulse->state] : "?";
}

static void
print_head(const struct server *server, const struct score_pulse *pulse)
{
	const struct str version =
	    score_text(pulse->version, sizeof(pulse->version));
	const struct str address =
	    score_text(pulse->address, sizeof(pulse->address));
	char span[SHOW_SHORT];

	(void)printf("server %llu%s", (unsigned long long)server->pid,
	    address.len > 0 ? " " : "");
	show_text(address);
	(void)printf(" (forkcastd%s", version.len > 0 ? " " : "");
	show_text(version);
	(void)printf(", uid %lu): %s, up %s", (unsigned long)server->owner,
	    status_word(server, pulse),
	    show_span(span, show_since(server->started, clock_wall())));
}

static void
print_numbers(const struct score_pulse *pulse, size_t stopped, const char *end)
{
	char in[SHOW_SHORT], out[SHOW_SHORT], waiting[SHOW_SHORT];
	char memory[SHOW_SHORT];

	/* A reload may have lowered the limit. */
	(void)printf("clients %llu%s%llu, groups %llu, came %llu, "
		     "crashed %llu, refused %llu, full %llu, stopped %zu%s",
	    (unsigned long long)pulse->clients,
	    pulse->clients > pulse->clients_max ? ", limit " : " of ",
	    (unsigned long long)pulse->clients_max,
	    (unsigned long long)pulse->groups,
	    (unsigned long long)pulse->count[SCORE_CAME],
	    (unsigned long long)pulse->count[SCORE_CRASHED],
	    (unsigned long long)pulse->count[SCORE_REFUSED],
	    (unsigned long long)pulse->count[SCORE_FULL], stopped, end);
	(void)printf("lines in %llu, out %llu; bytes in %s, out %s; "
		     "queues %s, memory %s%s",
	    (unsigned long long)pulse->count[SCORE_LINES_IN],
	    (unsigned long long)pulse->count[SCORE_LINES_OUT],
	    show_size(in, pulse->count[SCORE_BYTES_IN]),
	    show_size(out, pulse->count[SCORE_BYTES_OUT]),
	    show_size(waiting, pulse->waiting),
	    show_size(memory, pulse->memory), end);
}

bool
status_has_history(const struct score_pulse *pulse)
{
	return pulse->unstored + pulse->count[SCORE_RECORDED] > 0;
}

static void
print_history(const struct score_pulse *pulse, usec now, const char *end)
{
	char bytes[SHOW_SHORT], span[SHOW_SHORT];

	(void)printf("history gaps %llu; not stored %llu",
	    (unsigned long long)pulse->count[SCORE_GAPS],
	    (unsigned long long)pulse->unstored);
	if (pulse->unstored > 0)
		(void)printf(" (%s, %s)",
		    show_size(bytes, pulse->unstored_bytes),
		    show_span(span, show_since(pulse->unstored_since, now)));
	(void)printf(
	    "; questions %llu%s", (unsigned long long)pulse->questions, end);
}

/* Prints the numbers of keys and items, unless all are 0. */
static void
print_stored(const struct score_pulse *pulse)
{
	if (pulse->keys + pulse->items_waiting + pulse->items_taken +
		pulse->count[SCORE_RETURNED] ==
	    0)
		return;
	(void)printf("keys %llu; items waiting %llu, under way %llu, "
		     "returned %llu\n",
	    (unsigned long long)pulse->keys,
	    (unsigned long long)pulse->items_waiting,
	    (unsigned long long)pulse->items_taken,
	    (unsigned long long)pulse->count[SCORE_RETURNED]);
}

void
status_print(
    const struct server *server, const struct clients *clients, const char *end)
{
	struct score_pulse pulse;

	server_pulse(server, &pulse);
	print_head(server, &pulse);
	(void)printf("%s", end);
	print_numbers(&pulse, clients->stopped, end);
	if (status_has_history(&pulse))
		print_history(&pulse, clock_wall(), end);
}

int
cmd_status(const struct choice *choice, int argc, char **argv)
{
	struct score_pulse pulse;
	struct clients clients;
	struct server server;

	ctl_no_more(argc, argv);
	server_choose(choice, &server, true);
	rows_read(&clients, &server);
	server_pulse(&server, &pulse);
	status_print(&server, &clients, "\n");
	print_stored(&pulse);
	free(clients.row);
	server_close(&server);
	return EX_OK;
}
