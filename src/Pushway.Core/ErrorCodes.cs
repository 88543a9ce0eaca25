namespace Pushway.Core;

/// <summary>Stable codes of refusals on every HTTP surface; each has a line in docs/errors.md.</summary>
public static class ErrorCodes
{
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string BodyTooLarge = "body_too_large";
    public const string MalformedJson = "malformed_json";
    public const string UnknownField = "unknown_field";
    public const string AudienceInvalid = "audience_invalid";
    public const string FilterInvalid = "filter_invalid";
    public const string TargetInvalid = "target_invalid";
    public const string TargetDuplicate = "target_duplicate";
    public const string TooManyTargets = "too_many_targets";
    public const string NotificationInvalid = "notification_invalid";
    public const string ValuesInvalid = "values_invalid";
    public const string ExtrasInvalid = "extras_invalid";
    public const string TooManyExtras = "too_many_extras";
    public const string MessageTooLarge = "message_too_large";
    public const string TtlInvalid = "ttl_invalid";
    public const string PolicyInvalid = "policy_invalid";
    public const string OnAmbiguousInvalid = "on_ambiguous_invalid";
    public const string ConfirmWithinInvalid = "confirm_within_invalid";
    public const string PriorityInvalid = "priority_invalid";
    public const string CollapseKeyInvalid = "collapse_key_invalid";
    public const string IdempotencyKeyInvalid = "idempotency_key_invalid";
    public const string IdempotencyKeyConflict = "idempotency_key_conflict";
    public const string MsgKeyConflict = "msg_key_conflict";
    public const string ScheduleInvalid = "schedule_invalid";
    public const string ScheduleInPast = "schedule_in_past";
    public const string ScheduleTooFar = "schedule_too_far";
    public const string ScheduleEmpty = "schedule_empty";
    public const string TimeZoneInvalid = "time_zone_invalid";
    public const string ShapingInvalid = "shaping_invalid";
    public const string ShapingUnsupported = "shaping_unsupported";
    public const string TooManySchedules = "too_many_schedules";
    public const string ScheduleNotFound = "schedule_not_found";
    public const string ScheduleEnded = "schedule_ended";
    public const string TooManyBroadcasts = "too_many_broadcasts";
    public const string PushNotFound = "push_not_found";
    public const string PushEnded = "push_ended";
    public const string MessageNotFound = "message_not_found";
    public const string RecallTooLate = "recall_too_late";
    public const string DeviceNotFound = "device_not_found";
    public const string UserIdInvalid = "user_id_invalid";
    public const string ReportInvalid = "report_invalid";
    public const string QueryInvalid = "query_invalid";
    public const string LimitInvalid = "limit_invalid";
    public const string CallbackInvalid = "callback_invalid";
    public const string CallbackNotSet = "callback_not_set";
    public const string ResendInvalid = "resend_invalid";
    public const string TooManyCalls = "too_many_calls";
    public const string StoreUnavailable = "store_unavailable";
    public const string InternalError = "internal_error";
}
