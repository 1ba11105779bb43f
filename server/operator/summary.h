/*
 * The summary (USR1) in the log: bounded in length, without any message texts.
 */
#ifndef SERVER_OPERATOR_SUMMARY_H
#define SERVER_OPERATOR_SUMMARY_H

void summary_log(void);

#endif
