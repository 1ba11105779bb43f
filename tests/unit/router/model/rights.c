/*
 * server/router/model/rights: who may join, speak, see and steer, by modes,
 * masks, roles and invitations; each of these changes just what it is for, and
 * what masks say is up to date.
 */
#include "server/router/model/rights.h"

#include <stdio.h>

#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/invites.h"
#include "server/router/model/masks.h"
#include "server/router/model/modes.h"
#include "server/router/queue/budget.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define ANN 0 /* in tea */
#define OUT 1 /* not */
#define NO_KEY ((struct str) { NULL, 0 })

static const struct config_option options[] = { { "max_clients", "20" },
	{ NULL, NULL } };

static uint32_t tea;

static void
set(enum masks_list list, struct str mask)
{
	struct mask_entry *row;

	MUST(masks_make(tea, list, ANN, mask, &row) == CODE_OK, "no mask");
	masks_set(tea, list, row, 1);
}

static void
roles(unsigned roles)
{
	groups_membership(ANN, tea)->roles = (unsigned char)roles;
}

static enum code
join(void)
{
	return rights_join(OUT, tea, NO_KEY);
}

static void
joins(void)
{
	TAP_NUM(join(), CODE_OK, "anybody joins");
	modes_get(tea)->limit = 1;
	TAP_NUM(join(), CODE_GROUP_FULL, "not if it is full");
	modes_get(tea)->limit = 2;
	TAP_NUM(join(), CODE_OK, "but the last of so many");
	modes_set_key(tea, STR("Sesame"));
	TAP_NUM(join(), CODE_BAD_KEY, "not without its key");
	TAP_NUM(rights_join(OUT, tea, STR("sesame")), CODE_BAD_KEY,
	    "nor with another");
	TAP_NUM(rights_join(OUT, tea, STR("Sesame")), CODE_OK, "but with it");
	modes_set_key(tea, NO_KEY);
	TAP_NUM(rights_join(OUT, tea, STR("any")), CODE_OK,
	    "where there is none any is good");
	modes_get(tea)->flags = MODE_INVITE_ONLY;
	TAP_NUM(join(), CODE_INVITE_ONLY, "not without being invited");
	MUST(invites_add(tea, OUT, false), "no memory");
	TAP_NUM(join(), CODE_INVITE_ONLY, "by an operator");
	MUST(invites_add(tea, OUT, true), "no memory");
	TAP_NUM(join(), CODE_OK, "but then");
	set(MASKS_BANNED, STR("o*!*@*"));
	TAP_NUM(join(), CODE_OK, "even who is banned");
	modes_get(tea)->limit = 1;
	TAP_NUM(join(), CODE_OK, "and where it is full");
	modes_get(tea)->limit = 0;
	invites_drop(tea, OUT);
	TAP_NUM(join(), CODE_BANNED, "who else may not");
	set(MASKS_INVITED, STR("out!*@*"));
	TAP_NUM(join(), CODE_BANNED, "though it need not be invited");
	set(MASKS_EXEMPT, STR("out!*@*"));
	TAP_NUM(join(), CODE_OK, "but if it is exempt");
	masks_cut(tea, MASKS_INVITED, STR("out!*@*"));
	TAP_NUM(join(), CODE_INVITE_ONLY, "and invited");
	masks_clear(tea);
	set(MASKS_BANNED, STR("~m:out!*@*"));
	modes_get(tea)->flags = 0;
	TAP_NUM(join(), CODE_OK, "who is muted joins");
	modes_begin(tea);
}

static enum code
speak(uint32_t client)
{
	return rights_speak(client, tea, STR("hi"));
}

static void
speaks(void)
{
	TAP_NUM(speak(ANN), CODE_OK, "a member speaks");
	TAP_NUM(speak(OUT), CODE_NOT_MEMBER, "no other does");
	modes_get(tea)->flags = 0;
	TAP_NUM(speak(OUT), CODE_OK, "but without n");
	modes_get(tea)->flags = MODE_MODERATED;
	TAP_NUM(speak(OUT), CODE_MUTED, "not under m");
	TAP_NUM(speak(ANN), CODE_MUTED, "nor does a member");
	roles(ROLE_VOICED);
	TAP_NUM(speak(ANN), CODE_OK, "but who is voiced");
	roles(ROLE_OPERATOR);
	TAP_NUM(speak(ANN), CODE_OK, "or an operator");
	roles(0);
	modes_get(tea)->flags = MODE_MEMBERS | MODE_MODERATED;
	TAP_NUM(speak(OUT), CODE_NOT_MEMBER, "who may not is told so first");
	TAP_NUM(rights_speak(ANN, GROUP_NONE, STR("hi")), CODE_NOT_MEMBER,
	    "in what there is not nobody does");
	modes_begin(tea);
}

static void
is_muffled(void)
{
	uint32_t group = GROUP_NONE;

	set(MASKS_BANNED, STR("ann!*@*"));
	TAP_NUM(speak(ANN), CODE_BANNED, "who is banned does not speak");
	TAP_NUM(speak(ANN), CODE_BANNED, "and still not");
	roles(ROLE_VOICED);
	TAP_NUM(speak(ANN), CODE_OK, "but if it is voiced");
	roles(0);
	set(MASKS_EXEMPT, STR("ann!*@*"));
	TAP_NUM(speak(ANN), CODE_OK, "or exempt");
	masks_clear(tea);
	set(MASKS_BANNED, STR("~m:a*!*@*"));
	TAP_NUM(speak(ANN), CODE_MUTED, "who is muted does not");
	TAP_NUM(rights_silenced(ANN, tea), CODE_MUTED, "a mask says so");
	TAP_NUM(rights_rename(ANN, STR("amy"), &group), CODE_MUTED,
	    "nor is it renamed");
	TAP_NUM(group, tea, "as long as it is in that group");
	MUST(clients_set_name(ANN, STR("bob")), "no name");
	identity_renamed(ANN);
	TAP_NUM(speak(ANN), CODE_OK, "but by another name");
	MUST(clients_set_name(ANN, STR("ann")), "no name");
	identity_renamed(ANN);
	TAP_NUM(speak(ANN), CODE_MUTED, "and not by the first");
	roles(ROLE_VOICED);
	TAP_NUM(speak(ANN), CODE_OK, "but if it is voiced");
	roles(0);
	modes_get(tea)->flags = 0;
	TAP_NUM(speak(OUT), CODE_OK, "others are not");
	set(MASKS_BANNED, STR("out!*@*"));
	TAP_NUM(speak(OUT), CODE_BANNED, "until they are");
	modes_begin(tea);
	TAP_NUM(speak(ANN), CODE_OK, "nobody is when no mask is left");
	TAP_NUM(rights_rename(ANN, STR("amy"), &group), CODE_OK,
	    "and all are renamed");
	modes_get(tea)->flags = MODE_MODERATED;
	TAP_NUM(rights_silenced(ANN, tea), CODE_OK,
	    "under m it is no mask that says so");
	modes_begin(tea);
}

static enum code
rename_to(struct str name)
{
	uint32_t group = GROUP_NONE;
	const enum code code = rights_rename(ANN, name, &group);

	TAP_OK(code == CODE_OK || group == tea, "the group is told");
	return code;
}

/* Under m a name is a text; that of the client's account is none. */
static void
is_renamed(void)
{
	modes_get(tea)->flags = MODE_MODERATED;
	TAP_NUM(rename_to(STR("amy")), CODE_MUTED, "not under m");
	roles(ROLE_VOICED);
	TAP_NUM(rename_to(STR("amy")), CODE_OK, "but if it is voiced");
	roles(0);
	identity_set_account(ANN, STR("amy"));
	TAP_NUM(rename_to(STR("AMY")), CODE_OK, "or if that is its account");
	TAP_NUM(rename_to(STR("eve")), CODE_MUTED, "and not another");
	set(MASKS_BANNED, STR("~m:ann!*@*"));
	TAP_NUM(rename_to(STR("amy")), CODE_MUTED, "nor out of a mask");
	identity_set_account(ANN, NO_KEY);
	modes_begin(tea);
}

static const struct {
	struct str text;
	enum code code;
} texts[] = {
	{ { "hi", 2 }, CODE_OK },
	{ { "\001VERSION\001", 9 }, CODE_NOT_ALLOWED },
	{ { "\001", 1 }, CODE_NOT_ALLOWED },
	{ { "\001ACTION waves\001", 14 }, CODE_OK },
	{ { "\001ACTIONS\001", 9 }, CODE_NOT_ALLOWED },
	{ { "\001action waves\001", 14 }, CODE_NOT_ALLOWED },
	{ { "\001ACTION waves", 13 }, CODE_OK },
	{ { "\001ACTION \001", 9 }, CODE_OK },
	{ { "\001ACTION a\001b", 11 }, CODE_NOT_ALLOWED },
	{ { "\001ACTION a\001\001", 11 }, CODE_NOT_ALLOWED },
	{ { "hi \001PING\001", 9 }, CODE_NOT_ALLOWED },
	{ { "hi \001ACTION a\001", 13 }, CODE_NOT_ALLOWED },
	{ { "hi\001", 3 }, CODE_NOT_ALLOWED },
};

static void
says_what(void)
{
	modes_get(tea)->flags = MODE_MEMBERS | MODE_NO_CTCP;
	roles(ROLE_OPERATOR);
	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_NUM(rights_speak(ANN, tea, texts[i].text), texts[i].code,
		    "under C, text %zu", i);
	modes_begin(tea);
	TAP_NUM(rights_speak(ANN, tea, texts[1].text), CODE_OK, "else");
	roles(0);
}

static void
sees_and_steers(void)
{
	TAP_OK(rights_see(OUT, tea), "a group is seen by all");
	TAP_NUM(rights_operate(OUT, tea), CODE_NOT_MEMBER,
	    "who is not in it does not steer it");
	modes_get(tea)->flags = MODE_SECRET;
	TAP_OK(rights_see(ANN, tea) && !rights_see(OUT, tea),
	    "one that is secret by members");
	TAP_NUM(rights_operate(OUT, tea), CODE_NO_SUCH_GROUP,
	    "for others there is none");
	TAP_OK(!rights_see(ANN, GROUP_NONE), "what is not there nobody sees");
	TAP_NUM(
	    rights_operate(ANN, GROUP_NONE), CODE_NO_SUCH_GROUP, "nor steers");
	TAP_NUM(rights_operate(ANN, tea), CODE_NOT_OPERATOR, "no member does");
	roles(ROLE_VOICED);
	TAP_NUM(rights_operate(ANN, tea), CODE_NOT_OPERATOR, "voiced or not");
	roles(ROLE_OPERATOR);
	TAP_NUM(rights_operate(ANN, tea), CODE_OK, "but an operator");
	roles(0);
	modes_begin(tea);
}

int
main(void)
{
	static const struct str names[] = { { "ann", 3 }, { "out", 3 } };

	stage_begin(options);
	for (uint32_t c = 0; c < COUNT(names); c++)
		MUST(clients_new(SLOT_NONE) == c &&
			clients_set_name(c, names[c]),
		    "no client");
	tea = groups_make(STR("tea"));
	MUST(groups_enter(tea, ANN), "no memory");
	joins();
	speaks();
	is_muffled();
	is_renamed();
	says_what();
	sees_and_steers();
	return tap_done();
}
