/* The limits on silence: see keepalive.h. */
#include "router/verbs/accounts/keepalive.h"

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/attempts.h"

void
keepalive_start(uint32_t number)
{
	slots_get(number)->spoke = ticks_now();
	alarms_at(number, keepalive_next(number));
}

/*
 * Returns whether the client owes an answer to a ping. A line that came in the
 * turn of the ping or later is an answer.
 */
static bool
is_asked(const struct slot *slot)
{
	return slot->pinged > slot->spoke;
}

void
keepalive_note_line(uint32_t number)
{
	struct slot *slot = slots_get(number);
	const bool was_asked = is_asked(slot);

	slot->spoke = ticks_now();
	/* ping_time may be longer than the time to the next ping. */
	if (was_asked)
		alarms_at(number, keepalive_next(number));
}

static bool
is_named(const struct slot *slot)
{
	return clients_get(slot->client)->named;
}

static void
keepalive_ask(uint32_t number)
{
	slots_get(number)->pinged = ticks_now();
	fanout_slot(number, WORDS(STR("ping")));
}

void
keepalive_check(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->client == CLIENT_NONE)
		return;
	if (slot->up.paused && is_named(slot))
		slot->spoke = ticks_now(); /* has sent a line, which waits */
	if (keepalive_next(number) > ticks_now())
		return;
	if (!is_named(slot))
		disconnect_because(number, BYE_IDLE,
		    STR("you did not send your name in time"));
	else if (is_asked(slot))
		disconnect_request(number, BYE_IDLE, bye_word(BYE_IDLE));
	else
		keepalive_ask(number);
}

/* Adds the time to since; a time of 0 means never. */
static usec
behind(usec since, usec time)
{
	return time > 0 ? since + time : ALARMS_NEVER;
}

/* Returns whether its worker alone judges the silence of the client. */
static bool
is_left_alone(const struct client *client)
{
	return client->echoes && !client->proxy_pending;
}

usec
keepalive_next(uint32_t number)
{
	const struct slot *slot = slots_get(number);
	const struct config *config = config_now();

	if (slot->state != SLOT_OPEN || slot->client == CLIENT_NONE)
		return ALARMS_NEVER;
	if (is_left_alone(clients_get(slot->client)))
		return ALARMS_NEVER;
	if (!is_named(slot) && attempts_is_on(slot->client))
		return behind(ticks_now(), config->hello_time);
	if (!is_named(slot))
		return behind(slot->spoke, config->hello_time);
	if (is_asked(slot) && config->idle_time > 0)
		return slot->pinged + config->ping_time;
	return behind(slot->spoke, config->idle_time);
}
