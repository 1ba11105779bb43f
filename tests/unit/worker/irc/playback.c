/*
 * The past after a JOIN: for clients that have server-time and cannot ask, what
 * their account has missed or else the last messages, once the join is
 * complete; never for bots, nor for those whose join fails.
 */
#include "tests/lib/tap.h"
#include "tests/lib/worker/irc_front.h"

#define CAN STR("ok can plain history:20")
#define JOINED ":ali!ali@h JOIN #tea\r\n"
#define END ":irc.tea 366 ali #tea :End of /NAMES list\r\n"
#define TIME "@time=2026-11-20T07:33:20.123Z "

/* Says a JOIN whose parts are answered, and tests what is asked then. */
static void
joins(struct str caps, struct str joined, struct str up)
{
	irc_front_enter(CAN, caps);
	irc_front_says(
	    STR("JOIN #tea\r\n"), STR("join tea\ntopic tea\nnames tea\n"));
	irc_front_hears(joined, STR(JOINED));
	irc_front_hears(STR("ok topic tea -"), STR(""));
	irc_front_hears(STR("ok names tea 1"), STR(END));
	irc_front_asks(up);
}

/* Joins with time tags; the end of NAMES, which has the current time, passes.
 */
static void
joins_with_time(struct str caps, struct str joined, struct str up)
{
	irc_front_enter(CAN, caps);
	irc_front_says(
	    STR("JOIN #tea\r\n"), STR("join tea\ntopic tea\nnames tea\n"));
	irc_front_hears(joined, STR(TIME JOINED));
	irc_front_hears(STR("ok topic tea -"), STR(""));
	irc_front_passes(STR("ok names tea 1"));
	irc_front_asks(up);
}

/* A client without an account gets the last messages, in no batch. */
static void
shows_the_last(void)
{
	joins_with_time(STR("server-time"),
	    STR("join 1795160000123456 tea ali!ali@h!*!- Ali"),
	    STR("history tea said lines before 1795160000123456 20\n"));
	irc_front_hears(
	    STR("past join 1795160000123001 tea bo!bo@h!*!- Bo"), STR(""));
	irc_front_hears(STR("past msg 1795160000123002 tea bo!bo@h!*!- hello"),
	    STR(TIME ":bo!bo@h PRIVMSG #tea :hello\r\n"));
	irc_front_hears(STR("ok history tea 2 1795160000123002"), STR(""));
}

/* The account's own last event tells what it has missed. */
static void
shows_the_missed(void)
{
	joins_with_time(STR("server-time batch"),
	    STR("join 1795160000123456 tea ali!ali@h!Ali!- Ali"),
	    STR("history tea lines before 1795160000123456 80\n"));
	irc_front_hears(
	    STR("past msg 1795160000123001 tea bo!bo@h!*!- old"), STR(""));
	irc_front_hears(
	    STR("past msg 1795160000123002 tea al!al@h!ali!- mine"), STR(""));
	irc_front_hears(
	    STR("past quit 1795160000123003 al!al@h!ali!- bye"), STR(""));
	irc_front_hears(
	    STR("past msg 1795160000123004 tea ali!ali@h!*!- other"), STR(""));
	irc_front_hears(STR("ok history tea 4 1795160000123004"), STR(""));
	irc_front_asks(STR("history tea said lines between 1795160000123456 "
			   "1795160000123003 20\n"));
	irc_front_hears(
	    STR("past msg 1795160000123004 tea ali!ali@h!*!- other"),
	    STR(":irc.tea BATCH +1 chathistory #tea\r\n"
		"@batch=1;time=2026-11-20T07:33:20.123Z :ali!ali@h PRIVMSG "
		"#tea :other\r\n"));
	irc_front_hears(STR("ok history tea 1 1795160000123004"),
	    STR(":irc.tea BATCH -1\r\n"));
}

/* An account that was never there gets the last messages; or there are none. */
static void
shows_newcomers(void)
{
	joins_with_time(STR("server-time batch"),
	    STR("join 1795160000123456 tea ali!ali@h!Ali!- Ali"),
	    STR("history tea lines before 1795160000123456 80\n"));
	irc_front_hears(
	    STR("past msg 1795160000123001 tea bo!bo@h!*!- old"), STR(""));
	irc_front_hears(STR("ok history tea 1 1795160000123001"), STR(""));
	irc_front_asks(
	    STR("history tea said lines before 1795160000123456 20\n"));
	irc_front_hears(STR("ok history tea 0 1795160000123456"), STR(""));
}

static void
shows_nobody_else(void)
{
	joins(STR(""), STR("join 1795160000123456 tea ali!ali@h!*!- Ali"),
	    STR(""));
	joins_with_time(STR("server-time draft/chathistory"),
	    STR("join 1795160000123456 tea ali!ali@h!*!- Ali"), STR(""));
	joins_with_time(STR("server-time"),
	    STR("join 1795160000123456 tea ali!ali@h!*!B Ali"), STR(""));
	joins_with_time(STR("server-time"),
	    STR("join 1795160000123456 tea ali!ali@h!*!Bi Ali"), STR(""));
}

/* Each channel of a JOIN is complete before the next; a bad one has no past. */
static void
shows_each(void)
{
	irc_front_enter(CAN, STR("server-time no-implicit-names"));
	irc_front_says(
	    STR("JOIN #a,#b,&,#c k\r\n"), STR("join a k\ntopic a\n"));
	irc_front_passes(STR("join 1795160000123456 a ali!ali@h!*!- Ali"));
	irc_front_passes(STR("ok topic a -"));
	irc_front_asks(
	    STR("history a said lines before 1795160000123456 20\njoin b\n"
		"topic b\n"));
	irc_front_passes(STR("ok history a 0 1795160000123456"));
	irc_front_passes(STR("err join banned you are banned"));
	irc_front_passes(STR("err topic not-member join it first"));
	irc_front_asks(STR("join c\ntopic c\n"));
	irc_front_passes(STR("join 1795160000123457 c ali!ali@h!*!- Ali"));
	irc_front_passes(STR("ok topic c -"));
	irc_front_asks(
	    STR("history c said lines before 1795160000123457 20\n"));
	irc_front_passes(STR("err history not-member join it first"));
	irc_front_asks(STR(""));
	irc_front_says(STR("PING x\r\n"), STR("ping\n"));
}

/* While it is unavailable, no channel waits for the history again. */
static void
gives_up(void)
{
	irc_front_enter(CAN, STR("server-time no-implicit-names"));
	irc_front_says(STR("JOIN #a,#b,#c\r\n"), STR("join a\ntopic a\n"));
	irc_front_passes(STR("join 1795160000123456 a ali!ali@h!Ali!- Ali"));
	irc_front_passes(STR("ok topic a -"));
	irc_front_asks(STR("history a lines before 1795160000123456 80\n"));
	irc_front_passes(STR("err history unavailable no history"));
	irc_front_asks(STR("join b\ntopic b\n"));
	irc_front_passes(STR("join 1795160000123457 b ali!ali@h!Ali!- Ali"));
	irc_front_passes(STR("ok topic b -"));
	irc_front_asks(STR("join c\ntopic c\n"));
	irc_front_passes(STR("join 1795160000123458 c ali!ali@h!Ali!- Ali"));
	irc_front_passes(STR("ok topic c -"));
	irc_front_asks(STR(""));
	irc_front_says(
	    STR("JOIN #d,#e\r\n"), STR("join d\ntopic d\njoin e\ntopic e\n"));
}

/* In a labelled answer the past is a batch within it. */
static void
nests(void)
{
	irc_front_enter(
	    CAN, STR("server-time batch labeled-response no-implicit-names"));
	irc_front_says(
	    STR("@label=x JOIN #tea\r\n"), STR("join tea\ntopic tea\n"));
	irc_front_hears(
	    STR("join 1795160000123456 tea ali!ali@h!*!- Ali"), STR(""));
	irc_front_hears(STR("ok topic tea -"), STR(""));
	irc_front_asks(
	    STR("history tea said lines before 1795160000123456 20\n"));
	irc_front_hears(STR("past msg 1795160000123001 tea bo!bo@h!*!- old"),
	    STR("@label=x :irc.tea BATCH +1 labeled-response\r\n"
		"@batch=1;time=2026-11-20T07:33:20.123Z :ali!ali@h JOIN "
		"#tea\r\n"
		"@batch=1 :irc.tea BATCH +2 chathistory #tea\r\n"
		"@batch=2;time=2026-11-20T07:33:20.123Z :bo!bo@h PRIVMSG #tea "
		":old\r\n"));
	irc_front_hears(STR("ok history tea 1 1795160000123001"),
	    STR("@batch=1 :irc.tea BATCH -2\r\n:irc.tea BATCH -1\r\n"));
}

/* With history_join 0, and on a server without a history. */
static void
needs_history(void)
{
	irc_front_enter(
	    STR("ok can history:0"), STR("server-time no-implicit-names"));
	irc_front_says(STR("JOIN #tea\r\n"), STR("join tea\ntopic tea\n"));
	irc_front_passes(STR("join 1795160000123456 tea ali!ali@h!*!- Ali"));
	irc_front_passes(STR("ok topic tea -"));
	irc_front_asks(STR(""));
	irc_front_passes(STR("can history:7"));
	irc_front_says(STR("JOIN #b\r\n"), STR("join b\ntopic b\n"));
	irc_front_passes(STR("join 1795160000123457 b ali!ali@h!*!- Ali"));
	irc_front_passes(STR("ok topic b -"));
	irc_front_asks(STR("history b said lines before 1795160000123457 7\n"));
}

int
main(void)
{
	shows_the_last();
	shows_the_missed();
	shows_newcomers();
	shows_nobody_else();
	shows_each();
	gives_up();
	nests();
	needs_history();
	return tap_done();
}
