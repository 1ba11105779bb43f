/*
 * server/router/history/past_line: the journal's records as lines of the
 * server. A record that the server could not have said is none.
 */
#include "server/router/history/past_line.h"

#include <stdio.h>

#include "server/router/model/slots.h"
#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define ID "1700000000000001"
#define ALI "ali!u@h.ip!ali!-"

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

/* A record, and the lines that readers get of it; null: none. */
static const struct {
	const char *record, *full, *brief;
} rows[] = {
	{ "msg " ID " tea " ALI " hi  there",
	    "msg " ID " tea " ALI " hi  there",
	    "msg " ID " tea ali hi  there" },
	{ "note " ID " tea " ALI " hi", "note " ID " tea " ALI " hi",
	    "msg " ID " tea ali hi" },
	{ "signal " ID " tea " ALI, "signal " ID " tea " ALI, NULL },
	{ "lines " ID " tea " ALI " 2,1 hi x",
	    "lines " ID " tea " ALI " 2\n"
	    "msg " ID " tea " ALI " hi\n"
	    "msg " ID " tea " ALI " x",
	    "lines " ID " tea ali 2\n"
	    "msg " ID " tea ali hi\n"
	    "msg " ID " tea ali x" },
	{ "lines " ID " @ali,bob " ALI " @bob 0,2,0,1+1  hi  xy",
	    "lines " ID " @bob " ALI " 3 etetc\n"
	    "tell " ID " " ALI " bob hi\n"
	    "tell " ID " " ALI " bob x\n"
	    "tell " ID " " ALI " bob y",
	    "lines " ID " @bob ali 3 etetc\n"
	    "tell " ID " ali bob hi\n"
	    "tell " ID " ali bob x\n"
	    "tell " ID " ali bob y" },
	{ "tags " ID " tea +typing=active", "tags +typing=active", NULL },
	{ "tell " ID " @ali,bob " ALI " bob hi", "tell " ID " " ALI " bob hi",
	    "tell " ID " ali bob hi" },
	{ "note " ID " @ali,bob " ALI " @bob hi", "note " ID " @bob " ALI " hi",
	    "tell " ID " ali bob hi" },
	{ "signal " ID " @ali,bob " ALI " @bob", "signal " ID " @bob " ALI,
	    NULL },
	{ "topic " ID " tea " ALI " new", "topic " ID " tea " ALI " new",
	    "topic " ID " tea ali new" },
	{ "join " ID " tea " ALI " Ali the first",
	    "join " ID " tea " ALI " Ali the first", "join " ID " tea ali" },
	{ "leave " ID " tea " ALI, "leave " ID " tea " ALI,
	    "leave " ID " tea ali" },
	{ "leave " ID " tea " ALI " bye", "leave " ID " tea " ALI " bye",
	    "leave " ID " tea ali bye" },
	{ "kick " ID " tea " ALI " bob out", "kick " ID " tea " ALI " bob out",
	    "kick " ID " tea ali bob out" },
	{ "mode " ID " tea " ALI " +k *", "mode " ID " tea " ALI " +k *",
	    NULL },
	{ "mode " ID " tea " ALI " -iHt", "mode " ID " tea " ALI " -iHt",
	    "mode " ID " tea ali -H" },
	{ "quit " ID " tea " ALI " Quit: x", "quit " ID " " ALI " Quit: x",
	    "quit " ID " ali Quit: x" },
	{ "name " ID " tea " ALI " bob", "name " ID " " ALI " bob",
	    "name " ID " ali bob" },
	{ "redact " ID " tea " ALI " 17 spam",
	    "redact " ID " tea " ALI " 17 spam",
	    "redact " ID " tea ali 17 spam" },
	{ "redact " ID " @Ali,bob " ALI " 17", "redact " ID " @bob " ALI " 17",
	    "redact " ID " @bob ali 17" },
	{ "gap " ID " * 17 19", "gap 17 19", "gap 17 19" },
	{ "boil " ID " tea " ALI " rice", NULL, NULL }, /* of later */
};

static const char *const wrongs[] = {
	"",
	"msg",
	"msg " ID,
	"msg " ID " tea",
	"msg " ID " tea " ALI,
	"msg 0 tea " ALI " hi",
	"msg x tea " ALI " hi",
	"msg 10000000000000000 tea " ALI " hi",
	"msg " ID " @ali,bob " ALI " hi",
	"msg " ID " t,a " ALI " hi",
	"msg " ID " tea a,b!u@h!*!- hi",
	"msg " ID " tea " ALI " \x1b[2J",
	"tell " ID " tea " ALI " bob hi",
	"tell " ID " @ali,bob " ALI " bob",
	"signal " ID " @ali,bob " ALI,
	"lines " ID " tea " ALI,
	"lines " ID " tea " ALI " 2",
	"lines " ID " tea " ALI " 2 h",
	"lines " ID " tea " ALI " 2,0 hi",
	"lines " ID " tea " ALI " 2,0+0 hi ",
	"lines " ID " tea " ALI " 0,0  ",
	"lines " ID " tea " ALI " x hi",
	"lines " ID " tea " ALI " 1+1 \xc3\xa9",
	"lines " ID " tea " ALI " 4 \x1b[2J",
	"lines " ID " tea " ALI " @bob 2 hi",
	"lines " ID " @ali,bob " ALI " 2 hi",
	"lines " ID " @ali,bob " ALI " tea 2 hi",
	"note " ID " @ali,bob " ALI " @bob",
	"note " ID " @ali,bob " ALI " tea hi",
	"join " ID " @ali,bob " ALI,
	"gap " ID " * 17",
	"gap " ID " @a,b 17 19",
	"gap " ID " * 17 x",
	"redact " ID " @cy,bob " ALI " 17",
	"redact " ID " tea " ALI,
	"quit " ID " tea",
	"tags " ID " tea",
};

static void
tell(struct puppet *puppet, const struct past_line *past)
{
	past_line_tell(slots_get(puppet->slot)->client, past, false);
	stage_turn();
}

/* The reader gets "past" and each of the lines, or nothing. */
static bool
gets(struct puppet *puppet, const char *lines)
{
	struct str rest = str_from(lines != NULL ? lines : "");
	char pattern[LIMIT_LINE];

	while (rest.len > 0) {
		const struct str line = str_cut(&rest, '\n');
		(void)snprintf(pattern, sizeof(pattern), "past %.*s",
		    (int)line.len, line.at); /* fits */
		if (!puppet_hears(puppet, pattern))
			return false;
	}
	return puppet_hears_nothing(puppet);
}

static void
check_row(size_t i, struct puppet *full, struct puppet *brief)
{
	struct past_line past;

	if (!TAP_OK(past_line_read(str_from(rows[i].record), &past), "%s",
		rows[i].record))
		return;
	TAP_OK(past.is_known == (rows[i].full != NULL), "is known");
	tell(full, &past);
	tell(brief, &past);
	TAP_OK(gets(full, rows[i].full) && gets(brief, rows[i].brief),
	    "%s: in both forms", rows[i].record);
}

static void
check_longest(struct puppet *full)
{
	struct past_line past;
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "note " ID " @%s,b %s @b %s",
	    "longlonglonglonglonglonglonglong",
	    "longlonglonglonglonglonglonglong!useruserus@"
	    "hosthosthosthosthosthosthosthosthosthost!"
	    "longlonglonglonglonglonglonglong!Biwx",
	    filler(LIMIT_TEXT)); /* fits */
	TAP_OK(past_line_read(str_from(line), &past), "the longest record");
	tell(full, &past);
	TAP_OK(puppet_hears(full, "past note ..."), "reaches its reader");
	(void)snprintf(line, sizeof(line), "msg " ID " tea " ALI " %s",
	    filler(LIMIT_TEXT + 1)); /* fits */
	TAP_OK(
	    !past_line_read(str_from(line), &past), "a longer text is wrong");
}

static void
check_talks(struct puppet *reader)
{
	struct past_line talk;

	TAP_OK(past_line_read_talk(STR("tea 17"), STR("ali"), &talk) &&
		talk.number == 17,
	    "a group that has messages");
	past_line_tell_talk(slots_get(reader->slot)->client, &talk);
	stage_turn();
	TAP_OK(puppet_hears(reader, "talk tea 17"), "is told");
	TAP_OK(past_line_read_talk(STR("@ALI,bob 17"), STR("ali"), &talk),
	    "a talk of the account");
	past_line_tell_talk(slots_get(reader->slot)->client, &talk);
	stage_turn();
	TAP_OK(puppet_hears(reader, "talk @bob 17"), "is told by the other");
	TAP_OK(!past_line_read_talk(STR("@cy,bob 17"), STR("ali"), &talk) &&
		!past_line_read_talk(STR("tea"), STR("ali"), &talk) &&
		!past_line_read_talk(STR("tea x"), STR("ali"), &talk) &&
		!past_line_read_talk(STR("tea 17 x"), STR("ali"), &talk),
	    "others are wrong");
}

int
main(void)
{
	static struct puppet full, brief;
	struct past_line past;

	stage_begin(options);
	puppet_join(&full, "full", "tea");
	puppet_say(&full, "want full");
	(void)puppet_hears(&full, "ok want full");
	puppet_join(&brief, "brief", "rice");
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(i, &full, &brief);
	for (size_t i = 0; i < COUNT(wrongs); i++)
		TAP_OK(!past_line_read(str_from(wrongs[i]), &past), "wrong: %s",
		    wrongs[i]);
	check_longest(&full);
	check_talks(&full);
	return tap_done();
}
