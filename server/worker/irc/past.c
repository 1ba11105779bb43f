/* Messages of the past: see past.h. */
#include "worker/irc/past.h"

#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/parts.h"

/* The last ID that has LIMIT_ID digits. */
#define LAST_ID ((uint64_t)9999999999999999)

bool
irc_reference_id(struct str word, uint64_t *id)
{
	const struct str number = str_cut(&word, '.');
	uint64_t part;

	return str_to_number(number, LAST_ID, id) && *id > 0 &&
	    (word.at == NULL || str_to_number(word, UINT64_MAX, &part));
}

bool
irc_reference_time(struct str date, struct irc_reference *reference)
{
	uint64_t time;

	if (!irc_date_read(date, &time))
		return false;
	if (time > LAST_ID - MSEC)
		time = LAST_ID - MSEC;
	/* An ID of 0 would mean that there is no bound. */
	reference->first = time > 0 ? time : 1;
	reference->last = time + MSEC - 1;
	return true;
}

bool
irc_reference_read(struct str word, struct irc_reference *reference)
{
	if (str_skip(&word, STR("timestamp=")))
		return irc_reference_time(word, reference);
	if (!str_skip(&word, STR("msgid=")) ||
	    !irc_reference_id(word, &reference->first))
		return false;
	reference->last = reference->first;
	return true;
}

bool
irc_past_event(const struct command *said, struct command *event)
{
	return said->rule->verb == VERB_PAST &&
	    grammar_parse(said->arg[0], FROM_SERVER, event) == CODE_OK;
}

/*
 * The events that are shown: messages, and those that only clients that have
 * event-playback get (IRCv3 chathistory).
 */
static const enum {
	NOT_SHOWN,
	EVENT,
	MESSAGE
} kinds[VERB_COUNT] = {
	[VERB_MSG] = MESSAGE,
	[VERB_LINES] = MESSAGE,
	[VERB_TELL] = MESSAGE,
	[VERB_NOTE] = MESSAGE,
	[VERB_SIGNAL] = EVENT,
	[VERB_TOPIC] = EVENT,
	[VERB_JOIN] = EVENT,
	[VERB_LEAVE] = EVENT,
	[VERB_QUIT] = EVENT,
	[VERB_KICK] = EVENT,
	[VERB_MODE] = EVENT,
	[VERB_NAME] = EVENT,
	[VERB_REDACT] = EVENT,
};

bool
irc_past_is_message(const struct command *event)
{
	return kinds[event->rule->verb] == MESSAGE;
}

uint64_t
irc_past_id(const struct command *event)
{
	uint64_t id = 0;

	if (kinds[event->rule->verb] != NOT_SHOWN)
		(void)str_to_number(event->arg[0], UINT64_MAX, &id);
	return id;
}

struct str
irc_past_actor(const struct command *event)
{
	const size_t number = grammar_causer(event->rule);

	return number < event->count ? event->arg[number] :
				       (struct str) { NULL, 0 };
}

void
irc_past_show(struct irc *irc, struct str target, const struct command *said)
{
	struct command event;

	if (!irc_past_event(said, &event))
		return;
	if (event.rule->verb == VERB_TAGS) {
		irc_event(irc, &event, true); /* kept for the next event */
		return;
	}
	if (event.rule->verb != VERB_GAP && !irc_past_is_message(&event) &&
	    (kinds[event.rule->verb] != EVENT ||
		!irc_can(irc, CAP_EVENT_PLAYBACK)))
		return;
	irc_out_batch(irc, STR("chathistory"), irc_word(target));
	if (event.rule->verb != VERB_GAP) {
		irc_event(irc, &event, true);
		return;
	}
	/*
	 * "gap FROM TO" is a notice of the server, at the time of TO. In a
	 * query it goes to the client itself.
	 */
	const struct irc_source server = { .id = event.arg[1] };
	OUT_LINE(irc, &server,
	    "NOTICE %w1 :Messages are missing here: they could not be recorded",
	    irc_group(target).len > 0 ? target : irc_nick(irc));
}

/*
 * How long a history that was unavailable is not asked again: the client would
 * wait at each channel.
 */
#define RETRY (60 * SEC)

size_t
irc_playback_steps(const struct irc *irc)
{
	const bool wanted = clock_mono() >= irc->playback.retry &&
	    (irc->offers & IRC_OFFER_HISTORY) != 0 && irc->history_join > 0 &&
	    irc_can(irc, CAP_SERVER_TIME) && !irc_can(irc, CAP_CHATHISTORY);

	return wanted ? 3 : 1;
}

void
irc_playback_joined(struct irc *irc, const struct command *said)
{
	const struct irc_actor self = irc_actor(said->arg[2]);

	irc->playback.last = 0;
	if (irc_has(self.flags, 'B') ||
	    !str_to_number(said->arg[0], UINT64_MAX, &irc->playback.joined))
		irc->playback.joined = 0;
	IRC_KEEP(irc->playback.account, self.account);
}

/*
 * How many times as many events, of all kinds and in lines, are looked through
 * for one of the account.
 */
#define MISSED_TIMES 4

enum irc_done
irc_playback_step(struct irc *irc, struct str channel, size_t step)
{
	const struct str group = irc_group(channel);
	const uint64_t joined = irc->playback.joined, last = irc->playback.last;
	const uint64_t many = MISSED_TIMES * irc->history_join;

	if (!irc_settled(irc))
		return IRC_WAIT;
	if (joined == 0 || clock_mono() < irc->playback.retry)
		return IRC_MORE;
	/* All these are valid. */
	if (step > 1 && last > 0)
		(void)ASK(irc, JOIN_PAST, channel, STR("history"), group,
		    STR("said"), STR("lines"), STR("between"), DECIMAL(joined),
		    DECIMAL(last), DECIMAL(irc->history_join));
	else if (step > 1)
		(void)ASK(irc, JOIN_PAST, channel, STR("history"), group,
		    STR("said"), STR("lines"), STR("before"), DECIMAL(joined),
		    DECIMAL(irc->history_join));
	else if (irc->playback.account.len > 0)
		(void)ASK(irc, JOIN_MISSED, channel, STR("history"), group,
		    STR("lines"), STR("before"), DECIMAL(joined),
		    DECIMAL(many < IRC_PAST_MOST ? many : IRC_PAST_MOST));
	return IRC_MORE;
}

/* Notes an error: there is no past to show. */
static void
note_error(struct irc *irc, const struct command *said)
{
	irc->playback.joined = 0;
	if (str_eq(said->arg[1], code_word(CODE_UNAVAILABLE)))
		irc->playback.retry = clock_mono() + RETRY;
}

/* Takes "past LINE", which may be the account's own, or the end of them. */
void
irc_hear_join_missed(struct irc *irc, const struct command *said)
{
	struct command event;

	if (said->rule->verb == VERB_ERR)
		note_error(irc, said);
	else if (irc_past_event(said, &event) &&
	    str_caseeq(irc_actor(irc_past_actor(&event)).account,
		IRC_STR(irc->playback.account)) &&
	    irc_past_id(&event) > 0)
		irc->playback.last = irc_past_id(&event);
}

/* Shows "past LINE" after a join. Errors are not reported: nobody has asked. */
void
irc_hear_join_past(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_PAST)
		irc_past_show(irc, irc->ask->word, said);
	else
		irc_out_batch_end(irc);
	if (said->rule->verb == VERB_ERR)
		note_error(irc, said);
}
