/*
 * CHATHISTORY: what each subcommand asks the router, in which bounds a time and
 * a msgid result, what the client gets of the past with which capabilities, and
 * each mistake. Also the past of a message with tags, of a gap, and of a long
 * message.
 */
#include "tests/lib/tap.h"
#include "tests/lib/worker/irc_front.h"

#define CAN STR("ok can plain history:50")
#define CAPS STR("batch draft/chathistory labeled-response message-tags")
#define DATE "2026-11-20T07:33:20.123Z"
#define LATER "2026-11-20T07:33:20.124Z"
#define FAILED ":irc.tea FAIL CHATHISTORY "

static void
enter(void)
{
	irc_front_enter(CAN, CAPS);
}

/* Enters with server-time. */
static void
enter_with_time(void)
{
	irc_front_enter(
	    CAN, STR("batch draft/chathistory message-tags server-time"));
}

/* Says a line that asks the router, and gets an empty batch about #tea. */
static void
asks(struct str line, struct str up)
{
	enter();
	irc_front_says(line, up);
	irc_front_hears(STR("ok history tea 0 0"),
	    STR(":irc.tea BATCH +1 chathistory #tea\r\n"
		":irc.tea BATCH -1\r\n"));
}

/* A time stands for all IDs of its millisecond. */
static void
has_bounds(void)
{
	asks(STR("CHATHISTORY LATEST #tea * 10\r\n"),
	    STR("history tea said last 10\n"));
	asks(STR("chathistory latest #tea timestamp=" DATE " 10\r\n"),
	    STR("history tea said last 10 1795160000123999\n"));
	asks(STR("CHATHISTORY LATEST #tea msgid=1795160000123456 10\r\n"),
	    STR("history tea said last 10 1795160000123456\n"));
	asks(STR("CHATHISTORY BEFORE #tea timestamp=" DATE " 10\r\n"),
	    STR("history tea said before 1795160000123000 10\n"));
	asks(STR("CHATHISTORY BEFORE #tea msgid=1795160000123456.2 10\r\n"),
	    STR("history tea said before 1795160000123456 10\n"));
	asks(STR("CHATHISTORY AFTER #tea timestamp=" DATE " 10\r\n"),
	    STR("history tea said after 1795160000123999 10\n"));
	asks(STR("CHATHISTORY AROUND #tea timestamp=" DATE " 9999\r\n"),
	    STR("history tea said around 1795160000123000 1000\n"));
	asks(STR("CHATHISTORY BETWEEN #tea timestamp=" DATE " timestamp=" LATER
		 " 1000\r\n"),
	    STR("history tea said between 1795160000123999 1795160000124000 "
		"1000\n"));
	asks(STR("CHATHISTORY BETWEEN #tea msgid=1795160000123456 timestamp="
		 "2024-02-29T00:00:00.000Z 1001\r\n"),
	    STR("history tea said between 1795160000123456 1709164800000999 "
		"1000\n"));
}

/* The earliest time and the latest, and two that overlap. */
static void
has_extremes(void)
{
	asks(STR("CHATHISTORY BEFORE #tea timestamp=1970-01-01T00:00:00.000Z "
		 "1\r\n"),
	    STR("history tea said before 1 1\n"));
	asks(STR("CHATHISTORY AFTER #tea timestamp=9999-12-31T23:59:59.999Z "
		 "1\r\n"),
	    STR("history tea said after 9999999999999998 1\n"));
	asks(STR("CHATHISTORY BETWEEN #tea timestamp=" DATE " timestamp=" DATE
		 " 5\r\n"),
	    STR("history tea said between 1795160000123000 1795160000123000 5\n"));
	asks(STR("CHATHISTORY BETWEEN #tea timestamp=" DATE
		 " msgid=1795160000123456 5\r\n"),
	    STR("history tea said between 1795160000123000 1795160000123000 5\n"));
}

static void
fails(struct str line, struct str reply)
{
	enter();
	irc_front_says(line, STR(""));
	irc_front_gets(reply);
}

static void
refuses(void)
{
	fails(STR("CHATHISTORY\r\n"),
	    STR(FAILED "INVALID_PARAMS * :Missing parameters\r\n"));
	fails(STR("CHATHISTORY FROB #tea * 10\r\n"),
	    STR(FAILED "UNKNOWN_COMMAND FROB :Unknown command\r\n"));
	fails(STR("CHATHISTORY LATEST #tea *\r\n"),
	    STR(FAILED "INVALID_PARAMS LATEST :Missing parameters\r\n"));
	fails(STR("CHATHISTORY BETWEEN #tea msgid=1 10\r\n"),
	    STR(FAILED "INVALID_PARAMS BETWEEN :Missing parameters\r\n"));
	fails(STR("CHATHISTORY LATEST #tea * 0\r\n"),
	    STR(FAILED "INVALID_PARAMS LATEST 0 :Invalid parameter\r\n"));
	fails(STR("CHATHISTORY LATEST #tea * all\r\n"),
	    STR(FAILED "INVALID_PARAMS LATEST all :Invalid parameter\r\n"));
	fails(STR("CHATHISTORY BEFORE #tea * 5\r\n"),
	    STR(FAILED "INVALID_PARAMS BEFORE * :Invalid parameter\r\n"));
	fails(STR("CHATHISTORY BEFORE #tea msgid=x 5\r\n"),
	    STR(FAILED "INVALID_PARAMS BEFORE msgid=x :Invalid parameter\r\n"));
	fails(STR("CHATHISTORY BEFORE #tea msgid=0 5\r\n"),
	    STR(FAILED "INVALID_PARAMS BEFORE msgid=0 :Invalid parameter\r\n"));
	fails(STR("CHATHISTORY BEFORE #tea timestamp=yesterday 5\r\n"),
	    STR(FAILED "INVALID_PARAMS BEFORE timestamp=yesterday :Invalid "
		       "parameter\r\n"));
	fails(STR("CHATHISTORY TARGETS msgid=1 timestamp=" DATE " 5\r\n"),
	    STR(FAILED
		"INVALID_PARAMS TARGETS msgid=1 :Invalid parameter\r\n"));
	fails(STR("CHATHISTORY LATEST &tea * 5\r\n"),
	    STR(FAILED "INVALID_TARGET LATEST &tea :Messages could not be "
		       "retrieved\r\n"));
}

/* Which the client cannot tell from each other. */
static void
hides(struct str reply)
{
	enter();
	irc_front_says(STR("CHATHISTORY LATEST #Tea * 5\r\n"),
	    STR("history Tea said last 5\n"));
	irc_front_hears(reply,
	    STR(FAILED "INVALID_TARGET LATEST #Tea :Messages could not be "
		       "retrieved\r\n"));
}

static void
hides_channels(void)
{
	hides(STR("err history not-member you are no member"));
	hides(STR("err history no-such-group no such group"));
	enter();
	irc_front_says(STR("CHATHISTORY AFTER bo msgid=5 5\r\n"),
	    STR("history @bo said after 5 5\n"));
	irc_front_hears(STR("err history unavailable no history"),
	    STR(FAILED "MESSAGE_ERROR AFTER bo :Messages could not be "
		       "retrieved\r\n"));
}

/* Only messages, with their tags; what happens meanwhile is in no batch. */
static void
shows_messages(void)
{
	enter_with_time();
	irc_front_says(STR("CHATHISTORY LATEST #tea * 9\r\n"),
	    STR("history tea said last 9\n"));
	irc_front_hears(STR("past join 1795160000123001 tea bo!bo@h!*!- Bo"),
	    STR(":irc.tea BATCH +1 chathistory #tea\r\n"));
	irc_front_hears(STR("past tags +a=b"), STR(""));
	irc_front_hears(STR("past msg 1795160000123002 tea bo!bo@h!*!- hello"),
	    STR("@batch=1;time=" DATE ";msgid=1795160000123002;+a=b :bo!bo@h "
		"PRIVMSG #tea :hello\r\n"));
	irc_front_hears(STR("msg 1795160000124000 tea cy!cy@h!*!- now"),
	    STR("@time=" LATER ";msgid=1795160000124000 :cy!cy@h PRIVMSG #tea "
		":now\r\n"));
	irc_front_hears(STR("past note 1795160000123003 tea bo!bo@h!*!B x"),
	    STR("@batch=1;time=" DATE ";msgid=1795160000123003;bot :bo!bo@h "
		"NOTICE #tea :x\r\n"));
	irc_front_hears(
	    STR("past topic 1795160000123004 tea bo!bo@h!*!- x"), STR(""));
	irc_front_hears(STR("past gap 1795160000123000 1795160000124000"),
	    STR("@batch=1;time=" LATER " :irc.tea NOTICE #tea :Messages are "
		"missing here: they could not be recorded\r\n"));
	irc_front_hears(STR("ok history tea 4 1795160000123004"),
	    STR(":irc.tea BATCH -1\r\n"));
}

/* Tags of an event that is not shown are not those of the next one. */
static void
drops_tags(void)
{
	enter_with_time();
	irc_front_says(STR("CHATHISTORY LATEST bo * 9\r\n"),
	    STR("history @bo said last 9\n"));
	irc_front_hears(STR("past tags +typing=active"),
	    STR(":irc.tea BATCH +1 chathistory bo\r\n"));
	irc_front_hears(
	    STR("past signal 1795160000123001 @ali bo!bo@h!bo!-"), STR(""));
	irc_front_hears(
	    STR("past tell 1795160000123002 bo!bo@h!bo!- ali hello"),
	    STR("@batch=1;time=" DATE ";msgid=1795160000123002 :bo!bo@h "
		"PRIVMSG ali :hello\r\n"));
	irc_front_hears(STR("ok history @bo 2 1795160000123002"),
	    STR(":irc.tea BATCH -1\r\n"));
}

static void
replays(void)
{
	irc_front_enter(CAN,
	    STR("batch draft/chathistory draft/event-playback "
		"draft/message-redaction"));
	irc_front_says(STR("CHATHISTORY LATEST #tea * 9\r\n"),
	    STR("history tea last 9\n"));
	irc_front_hears(STR("past join 1 tea bo!bo@h!*!- Bo"),
	    STR(":irc.tea BATCH +1 chathistory #tea\r\n"
		"@batch=1 :bo!bo@h JOIN #tea\r\n"));
	irc_front_hears(STR("past name 2 bo!bo@h!*!- cy"),
	    STR("@batch=1 :bo!bo@h NICK cy\r\n"));
	irc_front_hears(STR("past mode 3 tea cy!cy@h!*!- +o ali"),
	    STR("@batch=1 :cy!cy@h MODE #tea +o ali\r\n"));
	irc_front_hears(STR("past kick 4 tea ali!ali@h!*!- cy out"),
	    STR("@batch=1 :ali!ali@h KICK #tea cy :out\r\n"));
	irc_front_hears(STR("past redact 5 tea ali!ali@h!*!- 1 spam"),
	    STR("@batch=1 :ali!ali@h REDACT #tea 1 :spam\r\n"));
	irc_front_hears(STR("past quit 6 cy!cy@h!*!- bye"),
	    STR("@batch=1 :cy!cy@h QUIT :bye\r\n"));
	irc_front_hears(STR("past bye quit x"), STR(""));
	irc_front_hears(STR("past msg 7"), STR(""));
	irc_front_hears(STR("past frob 7"), STR(""));
	irc_front_hears(
	    STR("ok history tea 6 6"), STR(":irc.tea BATCH -1\r\n"));
}

/* All events have a msgid, so that a client knows which it has already. */
static void
identifies(void)
{
	irc_front_enter(CAN,
	    STR("batch draft/chathistory draft/event-playback message-tags"));
	irc_front_hears(STR("topic 7 tea ali!ali@h!*!- new"),
	    STR("@msgid=7 :ali!ali@h TOPIC #tea :new\r\n"));
	irc_front_says(STR("CHATHISTORY LATEST #tea * 9\r\n"),
	    STR("history tea last 9\n"));
	irc_front_hears(STR("past topic 7 tea ali!ali@h!*!- new"),
	    STR(":irc.tea BATCH +1 chathistory #tea\r\n"
		"@batch=1;msgid=7 :ali!ali@h TOPIC #tea :new\r\n"));
	irc_front_passes(STR("ok history tea 1 7"));
}

/* A client without batches gets the lines alone. */
static void
needs_no_batch(void)
{
	irc_front_enter(CAN, STR("draft/chathistory"));
	irc_front_says(STR("CHATHISTORY LATEST #tea * 1\r\n"),
	    STR("history tea said last 1\n"));
	irc_front_hears(STR("past msg 1 tea bo!bo@h!*!- hello"),
	    STR(":bo!bo@h PRIVMSG #tea :hello\r\n"));
	irc_front_hears(STR("ok history tea 1 1"), STR(""));
}

static void
has_label(void)
{
	enter();
	irc_front_says(STR("@label=x CHATHISTORY LATEST #tea * 1\r\n"),
	    STR("history tea said last 1\n"));
	irc_front_hears(STR("past msg 5 tea bo!bo@h!*!- hello"),
	    STR("@label=x :irc.tea BATCH +1 chathistory #tea\r\n"
		"@batch=1;msgid=5 :bo!bo@h PRIVMSG #tea :hello\r\n"));
	irc_front_hears(
	    STR("ok history tea 1 5"), STR(":irc.tea BATCH -1\r\n"));
	irc_front_says(STR("@label=y CHATHISTORY LATEST #tea * 1\r\n"),
	    STR("history tea said last 1\n"));
	irc_front_hears(STR("err history not-member you are no member"),
	    STR("@label=y " FAILED "INVALID_TARGET LATEST #tea :Messages could "
		"not be retrieved\r\n"));
}

static void
lists_targets(void)
{
	enter();
	irc_front_says(STR("CHATHISTORY TARGETS timestamp=" LATER
			   " timestamp=2024-02-29T00:00:00.000Z 7\r\n"),
	    STR("talks 1709164800000999 1795160000124000 7\n"));
	irc_front_hears(STR("talk tea 1795160000123456"),
	    STR(":irc.tea BATCH +1 draft/chathistory-targets\r\n"
		"@batch=1 :irc.tea CHATHISTORY TARGETS #tea " DATE "\r\n"));
	irc_front_hears(STR("talk @bo 1795160000123456"),
	    STR("@batch=1 :irc.tea CHATHISTORY TARGETS bo " DATE "\r\n"));
	irc_front_hears(STR("ok talks 2"), STR(":irc.tea BATCH -1\r\n"));
	irc_front_says(STR("CHATHISTORY TARGETS timestamp=" DATE
			   " timestamp=" LATER " 7\r\n"),
	    STR("talks 1795160000123999 1795160000124000 7\n"));
	irc_front_hears(STR("err talks unavailable no history"),
	    STR(FAILED "MESSAGE_ERROR TARGETS * :Messages could not be "
		       "retrieved\r\n"));
}

/* If the history fails in the middle, the batch ends before the error. */
static void
ends_batches(void)
{
	enter();
	irc_front_says(STR("CHATHISTORY LATEST #tea * 9\r\n"),
	    STR("history tea said last 9\n"));
	irc_front_hears(STR("past leave 1 tea bo!bo@h!*!-"),
	    STR(":irc.tea BATCH +1 chathistory #tea\r\n"));
	irc_front_hears(STR("err history unavailable no history"),
	    STR(":irc.tea BATCH -1\r\n" FAILED
		"MESSAGE_ERROR LATEST #tea :Messages could not be "
		"retrieved\r\n"));
}

/* Without a history there is nothing to ask for, and the client is told. */
static void
needs_history(void)
{
	irc_front_enter(STR("ok can plain"), STR("batch"));
	irc_front_says(STR("CAP REQ :draft/chathistory\r\n"), STR(""));
	irc_front_gets(STR(":irc.tea CAP ali NAK :draft/chathistory\r\n"));
	irc_front_says(STR("CAP REQ :cap-notify\r\n"), STR(""));
	irc_front_gets(STR(":irc.tea CAP ali ACK :cap-notify\r\n"));
	irc_front_hears(STR("can plain history:50"),
	    STR(":irc.tea CAP ali NEW :draft/chathistory\r\n"
		":irc.tea CAP ali NEW :draft/event-playback\r\n"
		":irc.tea CAP ali NEW :draft/message-redaction\r\n"
		":irc.tea CAP ali NEW :soju.im/search\r\n"));
	irc_front_hears(STR("can plain history:60"), STR(""));
}

int
main(void)
{
	has_bounds();
	has_extremes();
	refuses();
	hides_channels();
	shows_messages();
	drops_tags();
	replays();
	identifies();
	needs_no_batch();
	has_label();
	lists_targets();
	ends_batches();
	needs_history();
	return tap_done();
}
