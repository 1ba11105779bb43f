/* The handler of the verb boxes. */
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/boxes.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "shared/clock.h"

static void
show_box(uint32_t who, uint32_t number)
{
	const struct box *box = boxes_get(number);

	fanout_client(who,
	    WORDS(STR("box"), groups_name(number), DECIMAL(box->waiting.count),
		DECIMAL(box->taken),
		DECIMAL((uint64_t)box->ready.count + box->spent.count)));
}

/* Shows a box with everything that its members may know. */
static void
show_whole_box(uint32_t who, uint32_t number)
{
	const struct box *box = boxes_get(number);
	const struct str creator = boxes_creator(number);

	fanout_client(who,
	    WORDS(STR("box"), groups_name(number), DECIMAL(box->waiting.count),
		DECIMAL(box->taken),
		DECIMAL((uint64_t)box->ready.count + box->spent.count),
		box_role_word(groups_box_role(number)), DECIMAL(box->bytes),
		DECIMAL(box->made), DECIMAL(box->posted), DECIMAL(box->took),
		creator.len > 0 ? creator : STR("-")));
}

static enum outcome
show_one(uint32_t who, const struct command *command)
{
	const uint32_t box = command->group;
	bool there;

	if (command->membership == NULL)
		return answers_refuse(who, command, CODE_NOT_MEMBER);
	there = boxes_get(box)->there;
	if (there)
		show_whole_box(who, box);
	return answers_ok(who, command, WORDS(there ? STR("1") : STR("0")));
}

/* The boxes are few and short, so they are sent at once. */
enum outcome
boxes_cmd(uint32_t who, const struct command *command)
{
	uint32_t box = 0;
	size_t count = 0;

	if (command->count > 0)
		return show_one(who, command);
	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		if (rights_see(who, box)) {
			show_box(who, box);
			count++;
		}
	return answers_ok(who, command, WORDS(DECIMAL(count)));
}
