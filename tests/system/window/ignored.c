/*
 * An ignored person is neither heard nor seen to come and go: no unread count,
 * no bell, no log line. /unignore ends that, and both are saved.
 */
#include "tests/lib/faked.h"

#define ALT "\033"

static struct fake fake;

static struct pty *
begin(void)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev", "ops");
	faked_admit(&fake, "dev", "ops");
	pty_expect_row(pty, 23, "[#dev]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- in #ops: ali javad");
	pty_type(pty, "\0332");
	pty_expect_has(pty, "[2:#ops] 2 members");
	return pty;
}

/* All that ali can do. */
static void
happens(void)
{
	static const char *const lines[] = {
		"msg @ dev ali javad: dev",
		"tell @ ali javad psst",
		"leave @ dev ali",
		"join @ dev ali",
		"msg @ ops ali javad: ops",
		"name @ ali ALI",
		"name @ ALI ali",
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		fake_happens(&fake, 0, lines[i]);
	fake_happens(&fake, 0, "msg @ ops sara the end");
}

static void
hides_everywhere(struct pty *pty)
{
	pty_type(pty, "/ignore AL?\r");
	pty_expect_has(pty, "-- ignoring AL? (saved)");
	pty_type(pty, "/clear\r");
	pty_expect_not(pty, "(saved)");
	happens();
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[12:##] sara: the end\n"
	    "...\n"
	    "[#ops]");
	pty_expect_has(pty, "[2:#ops] 2 members     ");
	pty_expect_title(pty, "forkcast: #ops");
	MUST(pty->vt.bells == 0, "it rang");
	pty_type(pty, ALT "1");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] -- in #dev: ali javad\n"
	    "...\n"
	    "[#dev]");
	pty_expect_has(pty, "[1:#dev] 2 members");
	PASS("who is ignored is not heard, and no news, but still a member");
}

static void
hears_again(struct pty *pty)
{
	pty_type(pty, "/ignore\r");
	pty_expect_has(pty, "-- ignored: AL?");
	pty_type(pty, "/unignore AL?\r");
	pty_expect_has(pty, "-- AL? is no longer ignored (saved)");
	pty_type(pty, "/ignore eve 10m\r");
	pty_expect_has(pty, "-- ignoring eve for a while (not saved)");
	pty_type(pty, "/clear\r/unignore eve\r");
	pty_expect_row(pty, 21, "[12:##] -- eve is no longer ignored");
	happens();
	pty_expect_has(pty, "2:#ops(2!) 3:ali(1!)");
	pty_expect_has(pty, "ali: javad: dev");
	pty_type(pty, ALT "2");
	pty_expect_has(pty, "ali: javad: ops");
	PASS("until he is not ignored any more");
}

/* In a muted group only what mentions us is news. */
static void
mutes(struct pty *pty)
{
	pty_type(pty, "/mute #dev\r");
	pty_expect_has(pty,
	    "-- #dev is muted: only mentions of you count as unread (saved)");
	fake_happens(&fake, 0, "msg @ dev sara a noise");
	fake_happens(&fake, 0, "msg @ ops sara after it");
	pty_expect_has(pty, "sara: after it");
	pty_expect_not(pty, "1:#dev");
	fake_happens(&fake, 0, "msg @ dev sara javad: a word");
	pty_expect_has(pty, "1:#dev(1!)");
	pty_type(pty, ALT "1");
	pty_expect_has(pty, "sara: a noise");
	pty_type(pty, "/ignore #dev\r");
	pty_expect_has(pty, "!! to mute a group, type /mute #dev");
	pty_type(pty, "/unmute\r");
	pty_expect_has(pty, "-- #dev is no longer muted (saved)");
	pty_type(pty, ALT "2");
	fake_happens(&fake, 0, "msg @ dev sara news");
	pty_expect_has(pty, "1:#dev(1)");
	PASS("a muted group is read, but counts only mentions");
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	pty_config("presence all\n");
	struct pty *pty = begin();
	hides_everywhere(pty);
	hears_again(pty);
	mutes(pty);
	faked_leave(&fake, pty);
	return tap_done();
}
