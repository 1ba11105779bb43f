/*
 * SEARCH: what it asks the router, page by page; the messages that it finds are
 * shown in the order in which they were sent, in a batch; each mistake.
 */
#include <stdio.h>

#include "tests/lib/tap.h"
#include "tests/lib/worker/irc_front.h"

#define CAN STR("ok can plain history:50")
#define CAPS STR("soju.im/search batch")
#define FAILED ":irc.tea FAIL SEARCH "

static void
finds(void)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(
	    STR("SEARCH in=#tea;text=the\\sold\\:disk;limit=2;x=y\r\n"),
	    STR("history tea find 200 0 the old;disk\n"));
	irc_front_hears(
	    STR("past msg 30 tea bo!bo@h!*!- the old;disk"), STR(""));
	irc_front_hears(STR("past tags +a"), STR(""));
	irc_front_hears(
	    STR("past note 20 tea bo!bo@h!*!- the old;disk"), STR(""));
	irc_front_hears(
	    STR("past msg 10 tea bo!bo@h!*!- the old;disk"), STR(""));
	irc_front_hears(STR("ok history tea 3 10"), STR(""));
	irc_front_gets(STR(":irc.tea BATCH +1 soju.im/search\r\n"));
	irc_front_asks(STR("history tea between 19 21 1\n"
			   "history tea between 29 31 1\n"));
	irc_front_hears(STR("past note 20 tea bo!bo@h!*!- the old;disk"),
	    STR("@batch=1 :bo!bo@h NOTICE #tea :the old;disk\r\n"));
	irc_front_hears(STR("ok history tea 1 20"), STR(""));
	irc_front_hears(STR("past msg 30 tea bo!bo@h!*!- the old;disk"),
	    STR("@batch=1 :bo!bo@h PRIVMSG #tea :the old;disk\r\n"));
	irc_front_hears(
	    STR("ok history tea 1 30"), STR(":irc.tea BATCH -1\r\n"));
}

/* A second search waits until the messages of the first are shown. */
static void
waits(void)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(
	    STR("SEARCH in=#tea;text=x;limit=1\r\nSEARCH in=#b;text=y\r\n"),
	    STR("history tea find 200 0 x\n"));
	irc_front_hears(STR("past msg 30 tea bo!bo@h!*!- x"), STR(""));
	irc_front_passes(STR("ok history tea 1 30"));
	irc_front_asks(STR("history tea between 29 31 1\n"));
	irc_front_hears(STR("past msg 30 tea bo!bo@h!*!- x"),
	    STR("@batch=1 :bo!bo@h PRIVMSG #tea :x\r\n"));
	irc_front_hears(
	    STR("ok history tea 1 30"), STR(":irc.tea BATCH -1\r\n"));
	irc_front_asks(STR("history b find 200 0 y\n"));
}

/* Without a text, the events of the group are looked through, page by page. */
static void
finds_senders(void)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(STR("SEARCH from=BO;in=#tea;after=1970-01-01T00:00:00."
			   "000Z\r\n"),
	    STR("history tea said last 200\n"));
	irc_front_hears(STR("past msg 30 tea cy!cy@h!*!- x"), STR(""));
	irc_front_hears(STR("past join 31 tea bo!bo@h!*!- Bo"), STR(""));
	irc_front_hears(STR("past msg 40 tea bo!bo@h!*!- y"), STR(""));
	irc_front_hears(STR("ok history tea 3 40"), STR(""));
	irc_front_asks(STR("history tea said before 30 200\n"));
	irc_front_hears(STR("past msg 20 tea bo!bo@h!*!- z"), STR(""));
	irc_front_hears(STR("ok history tea 1 20"), STR(""));
	irc_front_asks(STR("history tea said before 20 200\n"));
	irc_front_hears(STR("ok history tea 0 20"), STR(""));
	irc_front_gets(STR(":irc.tea BATCH +1 soju.im/search\r\n"));
	irc_front_asks(STR("history tea between 19 21 1\n"
			   "history tea between 39 41 1\n"));
	irc_front_hears(STR("past msg 20 tea bo!bo@h!*!- z"),
	    STR("@batch=1 :bo!bo@h PRIVMSG #tea :z\r\n"));
	irc_front_hears(STR("ok history tea 1 20"), STR(""));
	irc_front_hears(STR("ok history tea 0 40"), /* just deleted */
	    STR(":irc.tea BATCH -1\r\n"));
}

/* A search that finds nothing ends after 50 pages. */
static void
ends(void)
{
	char line[64];

	irc_front_enter(CAN, CAPS);
	irc_front_says(STR("SEARCH from=bo;in=#tea\r\n"),
	    STR("history tea said last 200\n"));
	for (unsigned page = 1; page <= 50; page++) {
		(void)snprintf(line, sizeof(line),
		    "past msg %u tea cy!cy@h!*!- x", 100 - page); /* fits */
		irc_front_hears(str_from(line), STR(""));
		irc_front_hears(STR("ok history tea 1 1"), STR(""));
		(void)snprintf(line, sizeof(line),
		    "history tea said before %u 200\n", 100 - page); /* fits */
		irc_front_asks(page < 50 ? str_from(line) : STR(""));
	}
	irc_front_gets(STR(":irc.tea BATCH +1 soju.im/search\r\n"
			   ":irc.tea BATCH -1\r\n"));
}

static void
finds_between(void)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(STR("SEARCH in=bo;text=x;"
			   "after=2026-11-20T07:33:20.123Z;"
			   "before=2026-11-20T07:33:20.123Z\r\n"),
	    STR("history @bo find 200 1795160000124000 x\n"));
	irc_front_hears(
	    STR("past tell 1795160000123000 bo!bo@h!bo!- ali x"), STR(""));
	irc_front_hears(
	    STR("past tell 1795160000122999 bo!bo@h!bo!- ali x"), STR(""));
	irc_front_passes(STR("ok history @bo 2 1795160000122999"));
	irc_front_asks(
	    STR("history @bo between 1795160000122999 1795160000123001 1\n"));
	irc_front_hears(STR("past tell 1795160000123000 bo!bo@h!bo!- ali x"),
	    STR("@batch=1 :bo!bo@h PRIVMSG ali :x\r\n"));
	irc_front_hears(STR("ok history @bo 1 1795160000123000"),
	    STR(":irc.tea BATCH -1\r\n"));
}

static void
fails(struct str line, struct str reply)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(line, STR(""));
	irc_front_gets(reply);
}

static void
refuses(void)
{
	fails(STR("SEARCH text=x\r\n"),
	    STR(FAILED "INVALID_PARAMS in :Invalid parameters\r\n"));
	fails(STR("SEARCH text=x;in=&tea\r\n"),
	    STR(FAILED "INVALID_PARAMS in :Invalid parameters\r\n"));
	fails(STR("SEARCH in=#tea;limit=x\r\n"),
	    STR(FAILED "INVALID_PARAMS limit :Invalid parameters\r\n"));
	fails(STR("SEARCH in=#tea;limit=0\r\n"),
	    STR(FAILED "INVALID_PARAMS limit :Invalid parameters\r\n"));
	fails(STR("SEARCH in=#tea;after=yesterday\r\n"),
	    STR(FAILED "INVALID_PARAMS after :Invalid parameters\r\n"));
	fails(STR("SEARCH in=#tea;before=x\r\n"),
	    STR(FAILED "INVALID_PARAMS before :Invalid parameters\r\n"));
	irc_front_enter(CAN, CAPS);
	irc_front_says(STR("SEARCH in=#tea;text=x\r\nSEARCH in=#b;text=y\r\n"),
	    STR("history tea find 200 0 x\n"));
	irc_front_hears(STR("err history not-member join it first"), STR(""));
	irc_front_gets(
	    STR(FAILED "INTERNAL_ERROR #tea :The search could not be run\r\n"));
	irc_front_asks(STR("history b find 200 0 y\n"));
	irc_front_hears(STR("ok history b 0 0"), STR(""));
	irc_front_gets(STR(":irc.tea BATCH +1 soju.im/search\r\n"
			   ":irc.tea BATCH -1\r\n"));
}

int
main(void)
{
	finds();
	waits();
	finds_senders();
	ends();
	finds_between();
	refuses();
	return tap_done();
}
