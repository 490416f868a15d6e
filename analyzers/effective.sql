-- What only reads has more time to go (HO-02 to HO-04). The engine knows better than the names of policies, where it knows.

UPDATE effective
SET    reads_only = CASE iam_writes(principal_arn) WHEN 'no' THEN 1 WHEN 'yes' THEN 0 ELSE reads_only END
WHERE  principal_arn IN (SELECT principal_arn FROM identity_owner);
