namespace Pushway.Server.Api.Mpaas.Answers;

/// <summary>Every result that occurs; docs/errors.md says when.</summary>
internal static class ResultCodes
{
    public static readonly Result NeedDeliveryToken = new("3001", "NEED_DELIVERYTOKEN", "need token");
    public static readonly Result NeedApp = new("3003", "NEED_APPID_WORKSPACEID", "need appId and workspaceId");
    public static readonly Result OsTypeUnknown = new("3008", "OS_TYPE_NOT_SUPPORTED", "os type is not supported");
    public static readonly Result DeliveryTypeUnknown = new("3009", "DELIVERY_TYPE_NOT_SUPPORTED", "delivery type is not supported");
    public static readonly Result NeedUser = new("3012", "NEED_USERID", "need userid");
    public static readonly Result TaskNameNull = new("3019", "TASKNAME_NULL", "task name is null");
    public static readonly Result ExpiryWrong = new("3020", "EXPIREDSECONDS_WRONG", "expired seconds is wrong");
    public static readonly Result TargetNull = new("3021", "TOKEN_OR_USERID_NULL", "token or userid is null");
    public static readonly Result TemplateUnknown = new("3022", "TEMPLATE_NOT_EXIST", "template does not exist");
    public static readonly Result ValuesMissing = new("3023", "TEMPLATEKV_NOT_ENOUGH", "template key values are not enough");
    public static readonly Result TextMissing = new("3024", "PAYLOAD_NOT_ENOUGH", "title or content is empty");
    public static readonly Result NeedTemplate = new("3025", "NEED_TEMPLATE", "need template");
    public static readonly Result ExpiryTooLong = new("3026", "EXPIREDTIME_TOO_LONG", "expired time is too long");
    public static readonly Result InvalidParam = new("3028", "INVALID_PARAM", "param is invalid");
    public static readonly Result TooManyTargets = new("3029", "SINGLE_PUSH_TARGET_TOO_MUCH", "too many targets");
    public static readonly Result BroadcastToUsers = new("3030", "BROADCAST_ONLY_SUPPORT_BY_DEVICE", "broadcast is by device only");
    public static readonly Result TooManyExtras = new("3035", "EXTEND_PARAM_TO_MUCH", "too many extended params");
    public static readonly Result TemplateExists = new("3036", "TEMPLATE_ALREADY_EXIST", "template already exists");
    public static readonly Result TemplateNameNull = new("3037", "TEMPLATE_NAME_NULL", "template name is null");
    public static readonly Result TemplateNameInvalid = new("3038", "TEMPLATE_NAME_INVALID", "template name is invalid");
    public static readonly Result TemplateContentInvalid = new("3039", "TEMPLATE_CONTENT_INVALID", "template content is invalid");
    public static readonly Result TemplateTitleInvalid = new("3040", "TEMPLATE_TITLE_INVALID", "template title is invalid");
    public static readonly Result TemplateDescriptionInvalid = new("3041", "TEMPLATE_DESC_INFO_INVALID", "template description is invalid");
    public static readonly Result TemplateUriInvalid = new("3042", "TEMPLATE_URI_INVALID", "template uri is invalid");
    public static readonly Result ContentTooLong = new("3043", "SINGLE_PUSH_CONTENT_TOO_LONG", "content is too long");
    public static readonly Result ExtrasInvalid = new("3044", "INVALID_EXTEND_PARAM", "extended param is invalid");
    public static readonly Result TooManyOwnExtras = new(
        "3049", "MULTIPLE_INNER_EXTEND_PARAM_TO_MUCH", "too many extended params of a target");
    public static readonly Result PayloadTooLong = new("3050", "MSG_PAYLOAD_TOO_LONG", "payload is too long");
    public static readonly Result DeviceUnknown = new("8000", "NOT_PUSH_DEVICE", "device is unknown");
    public static readonly Result UserUnknown = new("8001", "NOT_PUSH_USER", "user has no device");
    public static readonly Result FlowControl = new("8011", "FLOW_CONTROL_ERROR", "too many at once");
    public static readonly Result AppUnknown = new("8012", "INVALID_INSTANCE_ID", "appId or workspaceId is invalid");
    public static readonly Result NoPermission = new("8014", "ACCOUNT_NO_PERMISSION", "the access key is not of this app");
    public static readonly Result SystemError = new("9000", "SYSTEM_ERROR", "SYSTEM_ERROR");

    public static readonly IReadOnlyList<Result> All =
    [
        NeedDeliveryToken, NeedApp, OsTypeUnknown, DeliveryTypeUnknown, NeedUser, TaskNameNull, ExpiryWrong, TargetNull, TemplateUnknown,
        ValuesMissing, TextMissing, NeedTemplate, ExpiryTooLong, InvalidParam, TooManyTargets, BroadcastToUsers, TooManyExtras,
        TemplateExists, TemplateNameNull, TemplateNameInvalid, TemplateContentInvalid, TemplateTitleInvalid, TemplateDescriptionInvalid,
        TemplateUriInvalid, ContentTooLong, ExtrasInvalid, TooManyOwnExtras, PayloadTooLong, DeviceUnknown, UserUnknown, FlowControl,
        AppUnknown, NoPermission, SystemError,
    ];
}
