/*
 * forkcastctl history: the files of the history and their totals as a table;
 * what an account has said; and erasing.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/text.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "text/when.h"

#define USAGE                                           \
	"usage: forkcastctl history [export ACCOUNT | " \
	"forget @ACCOUNT|GROUP [BEFORE]]"

static struct {
	bool begun; /* the headings are printed */
	uint64_t records;
	uint64_t first, last; /* IDs, of all files; 0: none */
} history;

static uint64_t
number_of(struct str *line)
{
	uint64_t number = 0;

	(void)str_to_number(
	    str_word(line), UINT64_MAX, &number); /* 0 if it is none */
	return number;
}

/* Returns the time of an ID, or "-" for none. */
static const char *
date_of(char room[TEXT_SHORT], uint64_t id)
{
	return id > 0 ? text_time(room, id) : "-";
}

static void
print_headings(void)
{
	if (!history.begun)
		(void)printf("FILE            SIZE    RECORDS    FROM"
			     "                 TO\n");
	history.begun = true;
}

/* Shows "NAME BYTES RECORDS FIRST LAST". */
static void
show_file(struct str line)
{
	const struct str name = str_word(&line);
	const uint64_t bytes = number_of(&line), records = number_of(&line);
	const uint64_t first = number_of(&line), last = number_of(&line);
	char room[3][TEXT_SHORT];

	print_headings();
	text_column(name, 16);
	(void)printf("%-7s %-10llu %-20s %s\n", text_size(room[0], bytes),
	    (unsigned long long)records, date_of(room[1], first),
	    date_of(room[2], last));
	history.records += records;
	if (history.first == 0)
		history.first = first;
	if (last > history.last)
		history.last = last;
}

/* Prints "3 THINGS", "1 THING" and the rest. */
static void
print_count(uint64_t count, const char *thing, const char *rest)
{
	(void)printf("%llu %s%s%s", (unsigned long long)count, thing,
	    count == 1 ? "" : "s", rest);
}

/* Shows "FILES BYTES LASTID BACKLOG GAPS CUTS DAYS WAITING DROPPED". */
static void
show_total(struct str line)
{
	const uint64_t files = number_of(&line), bytes = number_of(&line);
	const uint64_t last = number_of(&line), backlog = number_of(&line);
	const uint64_t gaps = number_of(&line), cuts = number_of(&line);
	const uint64_t days = number_of(&line), waiting = number_of(&line);
	const uint64_t dropped = number_of(&line);
	char room[3][TEXT_SHORT];

	if (dropped > 0)
		print_count(dropped, "more file", "\n");
	print_count(files, "file", "");
	(void)printf(", %s, last record %s\n", text_size(room[0], bytes),
	    date_of(room[1], last));
	print_count(waiting, "event", " not stored yet");
	(void)printf(", %s not synced\n", text_size(room[2], backlog));
	print_count(gaps, "gap", ", ");
	print_count(cuts, "file", " with a tail that was cut off\n");
	(void)printf("history_size has room for ");
	print_count(days, "day", " like these\n");
}

static void
show(struct str line)
{
	const struct str word = str_word(&line);

	if (str_eq(word, STR("total")))
		show_total(line);
	else
		show_file(line);
}

/* Shows "past VERB ID WHERE REST" without its first word. */
static void
show_past(struct str line)
{
	(void)str_word(&line);
	text_print(line);
	(void)printf("\n");
}

/* Replaces a time as people type it by an ID, in room. */
static void
read_before(char **word, char room[STR_DIGITS + 1])
{
	struct when when;

	if (!when_read(*word, clock_wall(), &when))
		die(EX_USAGE,
		    "BEFORE must be an ID or a time: " WHEN_FORMS
		    "; it is \"%s\"",
		    *word);
	(void)snprintf(room, STR_DIGITS + 1, "%llu",
	    (unsigned long long)when.time); /* fits */
	*word = room;
}

int
cmd_history(const struct choice *choice, int argc, char **argv)
{
	char room[STR_DIGITS + 1];

	if (argc == 1)
		return order_run(choice, argc, argv, show);
	if (strcmp(argv[1], "export") == 0 && argc == 3)
		return order_run(choice, argc, argv, show_past);
	if (strcmp(argv[1], "forget") != 0 || argc < 3 || argc > 4)
		ctl_usage(USAGE);
	if (argc == 4)
		read_before(&argv[3], room);
	return order_run(choice, argc, argv, show_past);
}
