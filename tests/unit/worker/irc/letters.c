/*
 * Letters: those for the client are messages to it, with their time or with it
 * in the text, as for bots. When they are written, the router is told. A
 * message that is kept for somebody is echoed, and said to be kept.
 */
#include "tests/lib/tap.h"
#include "tests/lib/worker/irc_front.h"

#define CAN STR("ok can plain history:20")
#define TIME "@time=2026-11-20T07:33:20.123Z"
#define HI "past tell 1795160000123001 bo!bo@h!Bo!- Ali hi there"
#define WAVES "past tell 1795160000123002 cy!cy@h!*!B Ali \001ACTION waves\001"
#define KEPT \
	" 301 ali Bo :Not connected; gets this message at the next login\r\n"

/* A block of two letters; the client has another name than its account. */
static void
gets_letters(struct str hi, struct str waves)
{
	irc_front_hears(STR("letters"), STR(""));
	irc_front_hears(STR(HI), hi);
	irc_front_hears(STR(WAVES), waves);
	irc_front_hears(STR("letters 1795160000123002"), STR(""));
	irc_front_is_written(STR("done 1795160000123002\n"));
	irc_front_is_written(STR(""));
	irc_front_hears(STR("ok done 1795160000123002"), STR(""));
}

static void
shows(void)
{
	irc_front_enter(CAN, STR("server-time account-tag message-tags batch"));
	gets_letters(STR(TIME ";account=Bo;msgid=1795160000123001 :bo!bo@h "
			      "PRIVMSG ali :hi there\r\n"),
	    STR(TIME ";msgid=1795160000123002;bot :cy!cy@h PRIVMSG ali "
		     ":\001ACTION waves\001\r\n"));
	irc_front_enter(CAN, STR(""));
	gets_letters(
	    STR(":bo!bo@h PRIVMSG ali :[2026-11-20 07:33 UTC] hi there\r\n"),
	    STR(":cy!cy@h PRIVMSG ali :\001ACTION [2026-11-20 07:33 UTC] "
		"waves\001\r\n"));
	irc_front_hears(STR("letters"), STR(""));
	irc_front_hears(STR("past tell 1795160000123003 bo!bo@h!Bo!- Ali "
			    "\001VERSION\001"),
	    STR(":bo!bo@h PRIVMSG ali :\001VERSION\001\r\n"));
	irc_front_hears(STR("past tell x"), STR(""));
	irc_front_hears(STR("past gap 1 2"), STR(""));
}

/* A bot would obey an old command, but not a date. */
static void
warns_bots(void)
{
	irc_front_enter(CAN, STR("server-time"));
	irc_front_says(STR("MODE ali +B\r\n"), STR("flag +B\n"));
	irc_front_passes(STR("ok flag B"));
	gets_letters(STR(TIME " :bo!bo@h PRIVMSG ali :[2026-11-20 07:33 UTC] "
			      "hi there\r\n"),
	    STR(TIME " :cy!cy@h PRIVMSG ali :\001ACTION [2026-11-20 07:33 UTC] "
		     "waves\001\r\n"));
	irc_front_says(STR("MODE ali -B\r\n"), STR("flag -B\n"));
	irc_front_passes(STR("ok flag -"));
	gets_letters(STR(TIME " :bo!bo@h PRIVMSG ali :hi there\r\n"),
	    STR(TIME " :cy!cy@h PRIVMSG ali :\001ACTION waves\001\r\n"));
}

/* It is told when nothing else is asked. */
static void
is_told(void)
{
	irc_front_enter(CAN, STR(""));
	irc_front_says(STR("PONG :x\r\n"), STR("ping\n"));
	irc_front_passes(STR("letters"));
	irc_front_passes(STR(HI));
	irc_front_passes(STR("letters 1795160000123002"));
	irc_front_is_written(STR(""));
	irc_front_hears(STR("ok ping"), STR(""));
	irc_front_is_written(STR("done 1795160000123002\n"));
	irc_front_hears(STR("err done no-such-item none"), STR(""));
}

/* A labelled answer, whose lines the letters are not. */
static void
are_apart(void)
{
	irc_front_enter(
	    CAN, STR("server-time batch labeled-response draft/chathistory"));
	irc_front_says(STR("@label=x CHATHISTORY LATEST #tea * 5\r\n"),
	    STR("history tea said last 5\n"));
	irc_front_hears(STR("letters"), STR(""));
	irc_front_hears(
	    STR(HI), STR(TIME " :bo!bo@h PRIVMSG ali :hi there\r\n"));
	irc_front_hears(STR("letters 1795160000123001"), STR(""));
	irc_front_hears(STR("past msg 1795160000123004 tea bo!bo@h!*!- old"),
	    STR("@label=x :irc.tea BATCH +1 chathistory #tea\r\n"
		"@batch=1;time=2026-11-20T07:33:20.123Z :bo!bo@h PRIVMSG #tea "
		":old\r\n"));
	irc_front_hears(STR("ok history tea 1 1795160000123004"),
	    STR(":irc.tea BATCH -1\r\n"));
}

static void
are_kept(void)
{
	irc_front_enter(CAN, STR(""));
	irc_front_says(STR("PRIVMSG Bo :call me  soon\r\n"),
	    STR("tell Bo call me  soon\n"));
	irc_front_hears(
	    STR("ok tell kept 1795160000123001 bo"), STR(":irc.tea" KEPT));
	irc_front_enter(CAN, STR("echo-message message-tags"));
	irc_front_says(
	    STR("PRIVMSG Bo ::call  me\r\n"), STR("tell Bo :call  me\n"));
	irc_front_hears(STR("ok tell kept 1795160000123001 bo"),
	    STR("@msgid=1795160000123001 :ali!ali@h PRIVMSG Bo ::call  me\r\n"
		":irc.tea" KEPT));
	irc_front_says(STR("PRIVMSG Bo :hi\r\n"), STR("tell Bo hi\n"));
	irc_front_hears(STR("err tell too-many full"),
	    STR(":irc.tea 404 ali Bo :Cannot send: not connected, and the "
		"mailbox has no room\r\n"));
	irc_front_says(STR("PRIVMSG Bo :hi\r\n"), STR("tell Bo hi\n"));
	irc_front_hears(STR("err tell no-such-name none"),
	    STR(":irc.tea 401 ali Bo :No such nick/channel\r\n"));
	irc_front_says(STR("PRIVMSG Bo :hi\r\n"), STR("tell Bo hi\n"));
	irc_front_hears(STR("tell 1795160000123009 ali!ali@h!*!- bo hi"),
	    STR("@msgid=1795160000123009 :ali!ali@h PRIVMSG bo :hi\r\n"));
}

/* A labelled line has one answer. */
static void
are_labelled(void)
{
	irc_front_enter(CAN, STR("echo-message batch labeled-response"));
	irc_front_says(STR("@label=x PRIVMSG Bo :hi\r\n"), STR("tell Bo hi\n"));
	irc_front_hears(STR("ok tell kept 1795160000123001 bo"),
	    STR("@label=x :irc.tea BATCH +1 labeled-response\r\n"
		"@batch=1 :ali!ali@h PRIVMSG Bo :hi\r\n"
		"@batch=1 :irc.tea" KEPT ":irc.tea BATCH -1\r\n"));
	irc_front_enter(CAN, STR("labeled-response"));
	irc_front_says(STR("@label=x PRIVMSG Bo :hi\r\n"), STR("tell Bo hi\n"));
	irc_front_hears(STR("ok tell kept 1795160000123001 bo"),
	    STR("@label=x :irc.tea" KEPT));
}

int
main(void)
{
	shows();
	warns_bots();
	is_told();
	are_apart();
	are_kept();
	are_labelled();
	return tap_done();
}
