/*
 * What is offered to a client of accounts: how it can log in, and whether it
 * can make one. That depends on the configuration, on where it comes from, and
 * on whether the keeper is there; who has asked is told when it changes.
 * Called by commands.c, and where one of these has changed.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_AUTH_METHODS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_AUTH_METHODS_H

/* The keeper has come or gone, or the configuration is another one. */
void auth_methods_changed(void);

#endif
