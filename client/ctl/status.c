/* forkcastctl status: the state of this machine's servers. */
#include "ctl/status.h"

#include <stdio.h>

#include "ctl/ctl.h"
#include "ctl/table.h"
#include "ctl/text.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl status"

const char *
status_word(const struct view *view, const struct score_pulse *pulse)
{
	static const char *const words[] = { [SCORE_RUNNING] = "running",
		[SCORE_DRAINING] = "draining",
		[SCORE_STOPPING] = "stopping" };

	if (!view_is_alive(view))
		return "dead";
	if (view_is_stopped(view))
		return "stopped";
	return pulse->state < COUNT(words) ? words[pulse->state] : "?";
}

static void
print_head(const struct view *view, const struct score_pulse *pulse)
{
	const struct str version =
	    score_text(pulse->version, sizeof(pulse->version));
	const struct str address =
	    score_text(pulse->address, sizeof(pulse->address));
	char span[TEXT_SHORT];

	(void)printf("server %llu%s", (unsigned long long)view->pid,
	    address.len > 0 ? " " : "");
	text_print(address);
	(void)printf(" (forkcastd%s", version.len > 0 ? " " : "");
	text_print(version);
	(void)printf(", uid %lu): %s, up %s", (unsigned long)view->owner,
	    status_word(view, pulse),
	    text_span(span, text_since(view->started, clock_wall())));
}

static void
print_numbers(const struct score_pulse *pulse, size_t stopped, const char *end)
{
	char in[TEXT_SHORT], out[TEXT_SHORT], waiting[TEXT_SHORT];
	char memory[TEXT_SHORT];

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
	    text_size(in, pulse->count[SCORE_BYTES_IN]),
	    text_size(out, pulse->count[SCORE_BYTES_OUT]),
	    text_size(waiting, pulse->waiting),
	    text_size(memory, pulse->memory), end);
}

usec
status_unstored_age(const struct score_pulse *pulse, usec now)
{
	return pulse->unstored_since > 0 ?
	    text_since(pulse->unstored_since, now) :
	    0;
}

usec
status_expiry_delay(const struct score_pulse *pulse, usec now)
{
	return text_since(now, pulse->expires);
}

bool
status_has_history(const struct score_pulse *pulse)
{
	return pulse->history_files + pulse->expires + pulse->unstored +
	    pulse->count[SCORE_RECORDED] >
	    0;
}

/* Returns the mean time of a sync in milliseconds. */
static double
mean_sync(const struct score_pulse *pulse)
{
	const uint64_t count = pulse->count[SCORE_SYNCS];

	return count == 0 ? 0 :
			    (double)pulse->count[SCORE_SYNC_TIME] /
		(double)count / (double)MSEC;
}

/* Prints how many records are not stored, and how many bytes and how old. */
static void
print_unstored(const struct score_pulse *pulse, usec now)
{
	char size[TEXT_SHORT], age[TEXT_SHORT];

	(void)printf("not stored %llu", (unsigned long long)pulse->unstored);
	if (pulse->unstored > 0)
		(void)printf(" (%s, %s)",
		    text_size(size, pulse->unstored_bytes),
		    text_span(age, status_unstored_age(pulse, now)));
}

static void
print_history(const struct score_pulse *pulse, usec now, const char *end)
{
	const usec delay = status_expiry_delay(pulse, now);
	char bytes[TEXT_SHORT], span[TEXT_SHORT];

	(void)printf("history %s in %llu file%s, gaps %llu; ",
	    text_size(bytes, pulse->history_bytes),
	    (unsigned long long)pulse->history_files,
	    pulse->history_files == 1 ? "" : "s",
	    (unsigned long long)pulse->count[SCORE_GAPS]);
	print_unstored(pulse, now);
	(void)printf("; sync %.1f ms; questions %llu%s%s%s", mean_sync(pulse),
	    (unsigned long long)pulse->questions,
	    delay > 0 ? "; none expires for " : "",
	    delay > 0 ? text_span(span, delay) : "", end);
}

/* Prints the numbers of keys, items and letters, unless all are 0. */
static void
print_stored(const struct score_pulse *pulse)
{
	if (pulse->keys + pulse->items_waiting + pulse->items_taken +
		pulse->count[SCORE_RETURNED] + pulse->letters ==
	    0)
		return;
	(void)printf("keys %llu; items waiting %llu, under way %llu, "
		     "returned %llu; letters %llu\n",
	    (unsigned long long)pulse->keys,
	    (unsigned long long)pulse->items_waiting,
	    (unsigned long long)pulse->items_taken,
	    (unsigned long long)pulse->count[SCORE_RETURNED],
	    (unsigned long long)pulse->letters);
}

void
status_print(
    const struct view *view, const struct table *table, const char *end)
{
	struct score_pulse pulse;

	view_pulse(view, &pulse);
	print_head(view, &pulse);
	(void)printf("%s", end);
	print_numbers(&pulse, table->stopped, end);
	if (status_has_history(&pulse))
		print_history(&pulse, clock_wall(), end);
}

enum shown { SHOWN, GONE, BAD };

static enum shown
status_show(const struct boards *boards, const struct board *board,
    const struct choice *choice)
{
	struct view view;
	struct score_pulse pulse;
	struct table table;
	const char *wrong = view_open(&view, boards, board);

	if (wrong == view_gone)
		return GONE;
	if (wrong != NULL) {
		ctl_complain(board, wrong);
		return BAD;
	}
	view_pulse(&view, &pulse);
	if (!view_is_alive(&view) || !ctl_is_address(choice, &pulse)) {
		view_close(&view);
		return GONE;
	}
	table_read(&table, &view);
	status_print(&view, &table, "\n");
	print_stored(&pulse);
	table_free(&table);
	view_close(&view);
	return SHOWN;
}

/* Shows all servers. Returns false if one cannot be read. */
static bool
show_all(const struct boards *boards, const struct choice *choice)
{
	size_t count[BAD + 1] = { 0 };

	for (size_t i = 0; i < boards->count; i++)
		if (ctl_is_meant(choice, &boards->at[i]))
			count[status_show(boards, &boards->at[i], choice)]++;
	if (count[SHOWN] + count[BAD] == 0)
		die(EX_UNAVAILABLE, "%s", CTL_NONE);
	return count[BAD] == 0;
}

int
cmd_status(const struct choice *choice, int argc, char **argv)
{
	struct boards boards;
	bool good;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	ctl_boards(choice, &boards);
	good = show_all(&boards, choice);
	boards_free(&boards);
	return good ? EX_OK : EX_DATAERR;
}
