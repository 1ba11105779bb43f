/*
 * forkcastctl history: how much there is; what an account has said; and
 * erasing.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/text.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/token.h"
#include "text/when.h"

#define USAGE                                           \
	"usage: forkcastctl history [export ACCOUNT | " \
	"forget @ACCOUNT|GROUP [BEFORE]]"

/* The group or talk whose records follow; empty: none. */
static char where[TOKEN_MOST + 1];

static uint64_t
number_of(struct str *line)
{
	uint64_t number = 0;

	(void)str_to_number(
	    str_word(line), UINT64_MAX, &number); /* 0 if it is none */
	return number;
}

/* Shows "total FILES BYTES OLDEST-ID UNSTORED". */
static void
show_total(struct str line)
{
	char size[TEXT_SHORT], date[TEXT_SHORT];

	(void)str_word(&line);
	const uint64_t files = number_of(&line), bytes = number_of(&line);
	const uint64_t oldest = number_of(&line), waiting = number_of(&line);

	(void)printf("%llu file%s, %s%s%s; not stored %llu\n",
	    (unsigned long long)files, files == 1 ? "" : "s",
	    text_size(size, bytes), oldest > 0 ? ", since " : "",
	    oldest > 0 ? text_time(date, oldest) : "",
	    (unsigned long long)waiting);
}

/* Shows "past ID VERB REST" of what the last "where TOKEN" has named. */
static void
show_past(struct str line)
{
	const struct str word = str_word(&line);

	if (str_eq(word, STR("where"))) {
		(void)text_clean(where, sizeof(where), line);
		return;
	}
	if (where[0] != '\0')
		(void)printf("%s ", where);
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
		return order_run(choice, argc, argv, show_total);
	if (strcmp(argv[1], "export") == 0 && argc == 3)
		return order_run(choice, argc, argv, show_past);
	if (strcmp(argv[1], "forget") != 0 || argc < 3 || argc > 4)
		ctl_usage(USAGE);
	if (argc == 4)
		read_before(&argv[3], room);
	return order_run(choice, argc, argv, show_past);
}
