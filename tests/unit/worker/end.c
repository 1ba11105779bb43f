/*
 * A worker at the end of its downlink: it knows whether bye was the last line,
 * wherever the reads were cut, and takes no message for it; only whole lines
 * go to the client, and all of those. The test plays the router.
 */
#include <signal.h>

#include "server/process/fork/exits.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/worker/solo.h"

#define LINES_MOST 65536
#define MANY 200 /* lines before the last */

static struct solo solo;

/* The router's last lines, and the lines that the worker adds. */
static const struct {
	const char *said;
	const char *whole; /* of that; null: all */
	enum exits how;
} ends[] = {
	{ "msg 1 tea javad hello\nbye quit goodbye\n", NULL, EXITS_DONE },
	{ "bye quit goodbye\n", NULL, EXITS_DONE },
	{ "msg 1 tea javad bye quit\n", NULL, EXITS_SERVER_GONE },
	{ "msg 1 tea javad bye \nmsg 2 tea bye bye bye\n", NULL,
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad hello\nbye qui", "msg 1 tea javad hello\n",
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad hello\nbye", "msg 1 tea javad hello\n",
	    EXITS_SERVER_GONE },
	{ "msg 1 tea javad x\nmsg 2 tea javad bye qu", "msg 1 tea javad x\n",
	    EXITS_SERVER_GONE },
	{ "byebye\n", NULL, EXITS_SERVER_GONE },
};

/* Does the client get these whole lines, and what the worker adds? */
static bool
ends_well(const char *lines, size_t len, const char *whole, enum exits how)
{
	const size_t last = strlen(whole);
	char room[256];
	struct buf gone;

	buf_init(&gone, room, sizeof(room));
	MUST(how == EXITS_DONE ||
		BUF_SAY(&gone, STR("bye"), bye_word(BYE_SERVER_GONE),
		    bye_text(BYE_SERVER_GONE)),
	    "no room");
	io_close(&solo.downlink);
	solo_hear_to_the_end(&solo);
	if (solo_end(&solo) != (int)how ||
	    solo.len != len + last + buf_len(&gone))
		return false;
	return memcmp(solo.heard, lines, len) == 0 &&
	    memcmp(solo.heard + len, whole, last) == 0 &&
	    memcmp(solo.heard + len + last, room, buf_len(&gone)) == 0;
}

/* The end cut in two at each place, and not at all. */
static void
is_told_in_two_parts(size_t which)
{
	const char *said = ends[which].said;
	const char *whole =
	    ends[which].whole != NULL ? ends[which].whole : said;
	const size_t len = strlen(said);
	bool good = true;

	for (size_t cut = 0; cut <= len && good; cut++) {
		solo_begin(&solo);
		if (cut > 0)
			solo_say(&solo, said, cut);
		if (cut < len)
			solo_say(&solo, said + cut, len - cut);
		good = ends_well("", 0, whole, ends[which].how);
		if (!good)
			tap_note("cut at %zu: got \"%.*s\"", cut, (int)solo.len,
			    solo.heard);
	}
	TAP_OK(good, "%.*s: whatever comes in one read",
	    (int)strcspn(said, "\n"), said);
}

/* Many lines before it, in parts of any size. */
static void
is_told_behind_many(size_t which)
{
	static char lines[LINES_MOST];
	const char *said = ends[which].said;
	const char *whole =
	    ends[which].whole != NULL ? ends[which].whole : said;
	size_t len = 0, told = 0;

	for (unsigned i = 0; i < MANY; i++) {
		memset(lines + len, 'b', 1 + i);
		memcpy(lines + len, "bye bye ", i < 8 ? i : 8);
		memcpy(lines + len, "msg", i < 3 ? i : 3);
		len += 1 + i;
		lines[len++] = '\n';
	}
	memcpy(lines + len, said, strlen(said) + 1);
	solo_begin(&solo);
	while (told < len + strlen(said)) {
		const size_t left = len + strlen(said) - told;
		const size_t part = 1 + dice(dice_once_in(3) ? 5000 : 300);
		solo_say(&solo, lines + told, part < left ? part : left);
		told += part < left ? part : left;
	}
	TAP_OK(ends_well(lines, len, whole, ends[which].how),
	    "the same behind %u lines", MANY);
}

/* TERM comes when bye has been said, and the router does nothing more. */
static void
says_bye_once(void)
{
	static const char bye[] = "bye quit goodbye\n";

	solo_begin(&solo);
	solo_say(&solo, bye, sizeof(bye) - 1);
	solo_hear(&solo, sizeof(bye) - 1);
	MUST(kill(solo.pid, SIGTERM) == 0, "there is no worker");
	solo_hear_to_the_end(&solo);
	TAP_STR(((struct str) { solo.heard, solo.len }),
	    ((struct str) { bye, sizeof(bye) - 1 }), "bye is said once");
	TAP_NUM(solo_end(&solo), EXITS_DONE, "and that was an end");
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	dice_begin();
	for (size_t i = 0; i < COUNT(ends); i++) {
		is_told_in_two_parts(i);
		is_told_behind_many(i);
	}
	says_bye_once();
	return tap_done();
}
