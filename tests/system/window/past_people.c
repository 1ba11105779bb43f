/*
 * The history of talks between accounts: a person's view that is new begins
 * with the last messages, and after a reconnection the missed ones come.
 * Without an account nothing is asked.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/faked.h"
#include "tests/lib/scratch.h"

#define ROOM 1024

static struct fake fake;

/* Returns the text with an hour ago in the place of "#", in milliseconds. */
static const char *
filled(const char *text)
{
	static char room[ROOM];
	static usec time;
	size_t len = 0;

	if (time == 0)
		time = clock_wall() / 1000 - 3600000;
	for (; *text != '\0' && len < ROOM - 32; text++)
		if (*text == '#')
			len += (size_t)snprintf(room + len, ROOM - len, "%llu",
			    (unsigned long long)time);
		else
			room[len++] = *text;
	room[len] = '\0';
	return room;
}

static void
say(const char *text)
{
	fake_say(&fake, filled(text));
}

static void
expect(const char *line)
{
	fake_expect(&fake, filled(line));
}

/* Admits javad, who logs in by the command of the protocol. */
static void
admit(struct pty *pty, const char *id)
{
	char line[64];

	expect("name javad");
	say("ok name javad\n");
	expect("want full");
	say("ok want full\n");
	expect("join ops");
	(void)snprintf(line, sizeof(line), "join %s ops javad\n", id);
	say(line);
	expect("names ops");
	say("ok topic ops -\nok mode ops n 0 - 0 -\nnames ops ali javad\n"
	    "ok names ops 2\n");
	pty_type(pty, "/prove x\r");
	expect("prove x");
	say("ok prove javad\n");
}

static void
has_the_last(struct pty *pty)
{
	say("tell #500 sara javad are you there?\n");
	expect("history @sara said last 50");
	say("past tell #001 javad sara hello\n"
	    "past tell #002 sara_ javad hello to you\n"
	    "past tell #500 sara javad are you there?\n"
	    "ok history @sara 3 #500\n");
	pty_type(pty, "\0332");
	pty_expect_screen(pty,
	    " sara\n"
	    "...\n"
	    "javad: hello\n"
	    "sara_: hello to you\n"
	    "--- 1 new\n"
	    "sara: are you there?\n"
	    "...\n"
	    "[sara]");
	pty_expect_style(pty, "javad: hello", "dim");
	pty_expect_style(pty, "are you there?", "none");
	PASS("a person's view that is new has the last messages");
	say("redact #501 @javad sara_ "
	    "#002\n");
	pty_expect_has(pty, "-- deleted by sara_");
	PASS("and loses one that is deleted");
}

static void
has_the_missed(struct pty *pty)
{
	fake_close(&fake);
	pty_expect_has(pty, "-- connection lost: closed by the server");
	pty_pace(pty, SEC);
	admit(pty, "#800");
	expect("history @sara said after #500 50");
	say("past tell #700 sara javad where are you?\n"
	    "ok history @sara 1 #700\n");
	pty_expect_screen(pty,
	    " sara\n"
	    "...\n"
	    "-- reconnected\n"
	    "-- you missed 1 message\n"
	    "sara: where are you?\n"
	    "...\n"
	    "[sara]");
	pty_expect_bells(pty, 1);
	PASS("missed messages count as unread, and ring no bell");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "sara -> you: where are you?");
	PASS("the view of all has what was missed");
}

/* The next line from the client is the one that the test makes it say. */
static void
is_not_asked_for(void)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 12, 40, "-n", "javad", "ops");
	faked_admit(&fake, "ops");
	say("tell #500 sara javad hello\n");
	pty_expect_has(pty, "2:sara(1!)");
	pty_type(pty, "\0332\033[5~/ping x\r");
	fake_expect_next(&fake, "ping x");
	say("ok ping x\n");
	PASS("without an account there is no past of a talk");
	faked_leave(&fake, pty);
}

/* Each missed message is logged once, in the file of its view. */
static void
is_logged(const char *directory)
{
	char path[SCRATCH_PATH + 16], text[4096];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/@sara.log", directory);
	file = fopen(path, "r");
	MUST(file != NULL, "cannot read %s", path);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	MUST(fclose(file) == 0, "cannot close %s", path);
	const char *missed = strstr(text, "sara: where are you?\t");
	TAP_OK(missed != NULL && strstr(missed + 8, "where") == NULL &&
		strstr(text, "hello to you") == NULL,
	    "missed messages are logged, others of the past are not");
}

int
main(void)
{
	char path[SCRATCH_PATH], config[SCRATCH_PATH + 64];

	pty_paced(true);
	pty_noon();
	is_not_asked_for();
	scratch_path(path, "logs");
	(void)snprintf(config, sizeof(config), "log %s\n", path);
	pty_config(config);
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 12, 40, "-n", "javad", "ops");
	admit(pty, "#100");
	pty_expect_has(pty, "-- in #ops: ali javad");
	has_the_last(pty);
	has_the_missed(pty);
	faked_leave(&fake, pty);
	is_logged(path);
	return tap_done();
}
