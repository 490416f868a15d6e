/* Every ceiling in one place. No input can lift one of these. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_ERROR_TEXT     2048u        /* bytes of one error text, NUL included */
#define LIMIT_ARENA          (4ull << 30) /* bytes of one arena */
#define LIMIT_FILE           (512u << 20) /* bytes of one input file, as stored */
#define LIMIT_PACKED         (64u << 20)  /* bytes of one compressed object */
#define LIMIT_TEXT           (512u << 20) /* bytes of one object after inflating */
#define LIMIT_JSON_DEPTH     128          /* nesting of JSON documents */
#define LIMIT_YAML_DEPTH     32           /* nesting of the engagement file */
#define LIMIT_YAML_FILE      (16u << 20)  /* bytes of the engagement file */
#define LIMIT_XML_TEXT       (64u << 20)  /* bytes of one XML document */
#define LIMIT_XPATH_OPS      50000000ul   /* XPath operations of one render */
#define LIMIT_OUTSIDE_STRING (64u << 10)  /* bytes of one string from outside after cleaning */
#define LIMIT_INCLUDE_DEPTH  8            /* nested template includes */
#define LIMIT_WALK_DEPTH     64           /* nested folders of an input tree */
#define LIMIT_ERRORS         1000         /* errors of one engagement file that are listed */
#define LIMIT_THREADS        64

/* The policy engine (analyzers/iam): its documents may come from anybody. */
#define LIMIT_IAM_LINE        (16u << 20) /* bytes of one line of a batch */
#define LIMIT_IAM_DOCUMENT    (1u << 20)  /* bytes of one policy */
#define LIMIT_IAM_DEPTH       64          /* nesting of one policy */
#define LIMIT_IAM_STATEMENTS  10000       /* of one policy */
#define LIMIT_IAM_PATTERNS    100000 /* actions, resources, principals and condition values of one policy */
#define LIMIT_IAM_MEMBERS     1000   /* of one JSON object that is walked in order */
#define LIMIT_IAM_VARIABLES   64     /* ${...} in one text */
#define LIMIT_IAM_ARN         2048   /* bytes of a request's ARN */
#define LIMIT_IAM_BRANCHES    100000 /* of one question of containment, unless --budget says more */
#define LIMIT_IAM_STATES      500000 /* of one search in it */
#define LIMIT_IAM_STATE_BYTES (20u << 20) /* the memory of these states */

#endif
