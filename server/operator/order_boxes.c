/* The operator's orders about boxes: see orders.h. */
#include "operator/orders.h"

#include "base/log/log.h"
#include "router/model/boxes.h"
#include "router/model/groups.h"
#include "router/verbs/work/box_rights.h"
#include "router/verbs/work/store.h"
#include "router/verbs/work/work.h"
#include "shared/codes.h"

/*
 * Answers "- NAME WAITING TAKEN TAKERS ROLE BYTES MADE POSTED TOOK CREATOR" for
 * each, for which there is room by contract.
 */
enum order_outcome
order_boxes(const struct order *order)
{
	const struct str space = STR(" ");
	uint32_t number;

	for (; (number = boxes_next(*order->cursor)) != GROUP_NONE;
	     *order->cursor = number + 1) {
		const struct box *box = boxes_get(number);
		const struct str creator = boxes_creator(number);
		if (!order_has_room(order->out))
			return ANSWERED_IN_PART;
		(void)BUF_CAT(order->out, STR("- "), groups_name(number), space,
		    DECIMAL(box->waiting.count), space, DECIMAL(box->taken),
		    space,
		    DECIMAL((uint64_t)box->ready.count + box->spent.count),
		    space, box_role_word(groups_box_role(number)), space,
		    DECIMAL(box->bytes), space, DECIMAL(box->made), space,
		    DECIMAL(box->posted), space, DECIMAL(box->took), space,
		    creator.len > 0 ? creator : STR("-"), STR("\n"));
	}
	return order_answer(order, STR("ok"), STR("boxes"));
}

/* Drops the box with its items, and says how many those were. */
static enum order_outcome
order_boxes_remove(const struct order *order, uint32_t group, struct str rest)
{
	size_t lost;

	if (rest.len > 0)
		return order_refuse(order, "too many arguments");
	if (group == GROUP_NONE || !boxes_get(group)->there)
		return order_refuse(order, "no such box");
	order_log(order, STR("box remove"), groups_name(group));
	lost = work_remove_box(group);
	if (lost > 0)
		LOG_AT(LEVEL_WARNING,
		    STR("box {group}: {#items} items dropped by the operator"),
		    groups_name(group), DECIMAL(lost));
	(void)BUF_CAT(order->out, STR("ok box "), groups_name(group),
	    boxes_get(group)->there ? STR(" emptied: ") : STR(" removed: "),
	    DECIMAL(lost), lost == 1 ? STR(" item") : STR(" items"),
	    STR(" lost\n"));
	return ANSWERED;
}

/*
 * Sets the role that may take from the group's box. The answer says how many
 * have it, because a group of the configuration may have no operator at all.
 */
static enum order_outcome
allow(const struct order *order, uint32_t group, struct str word)
{
	const struct set *members;
	enum box_role role;
	size_t count = 0;

	if (group == GROUP_NONE)
		return order_refuse(order, code_text(CODE_NO_SUCH_GROUP).at);
	if (!box_role_find(word, &role))
		return order_refuse(order, "must be all, voiced or operators");
	order_log(order, STR("box"), order->args);
	groups_set_box_role(group, role);
	store_put_role(group);
	members = groups_members(group);
	for (size_t i = 0; i < members->count; i++)
		count += box_rights_take(group, members->at[i]) == CODE_OK;
	(void)BUF_CAT(order->out, STR("ok box "), groups_name(group), STR(": "),
	    word, STR(" may take, "), DECIMAL(count),
	    count == 1 ? STR(" member") : STR(" members"),
	    STR(" at present\n"));
	return ANSWERED;
}

enum order_outcome
order_box(const struct order *order)
{
	static const struct {
		struct str word;
		enum order_outcome (*run)(
		    const struct order *order, uint32_t group, struct str rest);
	} rows[] = {
		{ LIT("remove"), order_boxes_remove },
		{ LIT("allow"), allow },
	};
	struct str rest = order->args;
	const struct str word = str_word(&rest), name = str_word(&rest);

	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(word, rows[i].word) && name.len > 0)
			return rows[i].run(order, groups_find(name), rest);
	return order_refuse(order, "must be remove NAME or allow NAME ROLE");
}
