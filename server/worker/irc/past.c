/* Messages of the past: see past.h. */
#include "worker/irc/past.h"

#include "worker/irc/events.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

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

void
irc_past_begin(struct irc *irc, struct str type, struct str about)
{
	if (irc->past_begun)
		return;
	irc->past_begun = true;
	irc_out_batch(irc, type, about);
}

void
irc_past_end(struct irc *irc)
{
	if (!irc->past_begun)
		return;
	irc->past_begun = false;
	irc_out_batch_end(irc);
}

bool
irc_past_event(const struct command *said, struct command *event)
{
	return said->rule->verb == VERB_PAST &&
	    grammar_parse(said->arg[0], FROM_SERVER, event) == CODE_OK;
}

bool
irc_past_is_message(const struct command *event)
{
	return event->rule->verb == VERB_MSG ||
	    event->rule->verb == VERB_LINES || event->rule->verb == VERB_TELL ||
	    event->rule->verb == VERB_NOTE;
}

/*
 * The other events of the past, which only clients that have event-playback get
 * (IRCv3 chathistory).
 */
static const bool events[VERB_COUNT] = {
	[VERB_SIGNAL] = true,
	[VERB_TOPIC] = true,
	[VERB_JOIN] = true,
	[VERB_LEAVE] = true,
	[VERB_QUIT] = true,
	[VERB_KICK] = true,
	[VERB_MODE] = true,
	[VERB_NAME] = true,
	[VERB_REDACT] = true,
};

static bool
is_event(const struct command *event)
{
	return events[event->rule->verb] || irc_past_is_message(event);
}

uint64_t
irc_past_id(const struct command *event)
{
	uint64_t id;

	return is_event(event) && event->count > 0 &&
		str_to_number(event->arg[0], UINT64_MAX, &id) ?
	    id :
	    0;
}

struct str
irc_past_actor(const struct command *event)
{
	const size_t number = grammar_causer(event->rule);

	return number < event->count ? event->arg[number] :
				       (struct str) { NULL, 0 };
}

/*
 * Shows "gap FROM TO" as a notice of the server, at the time of TO. In a query
 * it goes to the client itself.
 */
static void
show_gap(struct irc *irc, struct str target, const struct command *event)
{
	const struct irc_source server = { .id = event->arg[1] };
	const bool is_channel = irc_group(target).len > 0;

	OUT_LINE(irc, &server, STR("NOTICE "),
	    is_channel ? irc_word(target) : irc_nick(irc),
	    STR(" :Messages are missing here: they could not be recorded"));
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
	    !(is_event(&event) && irc_can(irc, CAP_EVENT_PLAYBACK)))
		return;
	irc_past_begin(irc, STR("chathistory"), irc_word(target));
	if (event.rule->verb == VERB_GAP)
		show_gap(irc, target, &event);
	else
		irc_event(irc, &event, true);
}
