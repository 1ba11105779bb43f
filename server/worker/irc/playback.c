/* The past for a client that joins: see playback.h. */
#include "worker/irc/playback.h"

#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"

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

	return wanted ? IRC_PLAYBACK_STEPS : 1;
}

/* Notes an error: there is no past to show. */
static void
note_error(struct irc *irc, const struct command *said)
{
	irc->playback.joined = 0;
	if (str_eq(said->arg[1], code_word(CODE_UNAVAILABLE)))
		irc->playback.retry = clock_mono() + RETRY;
}

void
irc_playback_begin(struct irc *irc)
{
	irc->playback.joined = 0;
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

/* Looks for the account's last event before the join. */
static void
ask_missed(struct irc *irc, struct str channel)
{
	const uint64_t most = MISSED_TIMES * irc->history_join;

	if (irc->playback.account.len > 0)
		(void)IRC_ASK(irc, IRC_ASKS_JOIN_MISSED, channel,
		    STR("history"), irc_group(channel), STR("lines"),
		    STR("before"), DECIMAL(irc->playback.joined),
		    DECIMAL(most < IRC_PAST_MOST ?
			    most :
			    IRC_PAST_MOST)); /* always valid */
}

/* Asks for the messages between the two events, or for the last ones. */
static void
ask_past(struct irc *irc, struct str channel)
{
	const uint64_t joined = irc->playback.joined, last = irc->playback.last;

	if (last > 0)
		(void)IRC_ASK(irc, IRC_ASKS_JOIN_PAST, channel, STR("history"),
		    irc_group(channel), STR("said"), STR("lines"),
		    STR("between"), DECIMAL(joined), DECIMAL(last),
		    DECIMAL(irc->history_join)); /* always valid */
	else
		(void)IRC_ASK(irc, IRC_ASKS_JOIN_PAST, channel, STR("history"),
		    irc_group(channel), STR("said"), STR("lines"),
		    STR("before"), DECIMAL(joined),
		    DECIMAL(irc->history_join)); /* always valid */
}

enum irc_done
irc_playback_step(struct irc *irc, struct str channel, size_t step)
{
	if (!irc_settled(irc))
		return IRC_WAIT;
	if (irc->playback.joined == 0 || clock_mono() < irc->playback.retry)
		return IRC_MORE;
	if (step == 1)
		ask_missed(irc, channel);
	else
		ask_past(irc, channel);
	return IRC_MORE;
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
		irc_past_end(irc);
	if (said->rule->verb == VERB_ERR)
		note_error(irc, said);
}
