/*
 * Rights of clients in groups, by the group's modes, its masks and the client's
 * role. No function here changes them.
 */
#ifndef SERVER_ROUTER_MODEL_RIGHTS_H
#define SERVER_ROUTER_MODEL_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/clients.h"
#include "shared/codes.h"
#include "shared/str.h"

/*
 * Returns CODE_OK if the client, who is not in the group, may join it with that
 * key or an empty one. Otherwise returns CODE_BANNED, CODE_NOT_ALLOWED
 * without an account, CODE_INVITE_ONLY, CODE_BAD_KEY or CODE_GROUP_FULL.
 */
enum code rights_join(client_id client, uint32_t group, struct str key);

/*
 * Returns CODE_OK if the client may say the text in the group, of which it is
 * that member; null: it is none. Otherwise returns CODE_NOT_MEMBER, CODE_BANNED
 * or CODE_MUTED, or CODE_NOT_ALLOWED if the client may speak there but not say
 * such a text.
 */
enum code rights_speak(client_id client, uint32_t group,
    struct membership *member, struct str text);

/*
 * Returns whether the client may say that text in all of its groups; an empty
 * text stands for any. Only then is a text about the client itself, such as its
 * away message, told to all who share a group with it, and otherwise to nobody.
 */
bool rights_is_heard(client_id client, struct str text);

/*
 * Returns CODE_BANNED or CODE_MUTED if a mask of the group matches the client
 * and it has no role there; otherwise CODE_OK, whatever the modes are.
 */
enum code rights_silenced(client_id client, uint32_t group);

/*
 * Returns CODE_OK if the client may take that name, or why not: CODE_BANNED or
 * CODE_MUTED, with the first of its groups in which it may not speak. With a
 * new name it could evade a mask, and in a moderated group the name itself
 * could be a message; the name of its account does not count as one.
 */
enum code rights_rename(client_id client, struct str name, uint32_t *group);

/*
 * Returns whether the client may see that the group exists, and who is in it.
 */
bool rights_see(client_id client, uint32_t group);

/*
 * Returns CODE_OK if the client may operate the group; otherwise
 * CODE_NO_SUCH_GROUP, CODE_NOT_MEMBER or CODE_NOT_OPERATOR.
 */
enum code rights_operate(client_id client, uint32_t group);

#endif
