/* Room for targets: see journal_room.h. */
#include "helpers/journal/journal_room.h"

/* The targets among which one is chosen that has to go. */
#define LOOKS 256

/*
 * Returns whether void records of the target stay void without it: they are
 * erased, a renaming says that they are another group's, or a new target would
 * not have them.
 */
static bool
is_void_without(const struct journal_room *room,
    const struct journal_targets *targets, const struct journal_target *target)
{
	return target->floor <= room->erased_id ||
	    target->floor <= journal_names_floor(&targets->names) ||
	    journal_names_know(&targets->names, target->floor);
}

/*
 * Returns whether the target can be forgotten although it has records: a group
 * that nobody is in and that was open, or whose closed past is erased. Nothing
 * about it has to be known for readers not to see too much; its records can be
 * found by the indexes when somebody is there again.
 */
static bool
can_go(const struct journal_room *room, const struct journal_targets *targets,
    const struct journal_members *members, uint32_t number)
{
	const struct journal_target *target = &targets->target[number];

	return target->len > 0 && !target->is_lasting && !target->was_closed &&
	    !target->is_unsafe && is_void_without(room, targets, target) &&
	    journal_where_is_group(journal_target_where(target)) &&
	    (target->is_empty || journal_members_are_past(members, number));
}

/* Forgets the target of those looked at that has been silent for longest. */
static void
make_room(struct journal_room *room, struct journal_targets *targets,
    struct journal_members *members)
{
	const struct journal_target *target = targets->target;
	uint32_t oldest = JOURNAL_NONE;

	for (uint32_t i = 0; i < LOOKS; i++) {
		const uint32_t number = room->hand++ % JOURNAL_TARGETS_MOST;
		if (can_go(room, targets, members, number) &&
		    (oldest == JOURNAL_NONE ||
			target[number].last.id < target[oldest].last.id))
			oldest = number;
	}
	if (oldest == JOURNAL_NONE)
		return;
	journal_members_end(members, oldest);
	journal_targets_drop(targets, oldest);
}

uint32_t
journal_room_get(struct journal_room *room, struct journal_targets *targets,
    struct journal_members *members, struct str where)
{
	const uint32_t number = journal_targets_get(targets, where);

	if (number != JOURNAL_NONE)
		return number;
	make_room(room, targets, members);
	return journal_targets_get(targets, where);
}
