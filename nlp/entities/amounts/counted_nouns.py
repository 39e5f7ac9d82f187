"""What news counts: Vietnamese nouns and the English noun each stands for, as the unit of an amount.

Data only: one unit a line, ``unit: phrase|phrase``; a unit may have several lines. Where a phrase can be spelt the
same as another without accents, the one that stands first is meant.
"""

COUNTS = """
times: lần
household: hộ|hộ dân|hộ gia đình|gia đình|hộ nghèo|hộ cận nghèo|hộ khách hàng|hộ nông dân
household_business: hộ kinh doanh|hộ tiểu thương
house: nhà|nhà dân|nhà ở|căn nhà|ngôi nhà|nóc nhà|căn|nhà cửa|nhà cổ|ngôi nhà cổ|nhà phố|mái nhà|nếp nhà|nhà tạm
house: nhà dột nát
commune: xã|phường|xã phường|phường xã|đặc khu|thị trấn|đơn vị hành chính cấp xã|đơn vị cấp xã|xã đảo
district: quận|huyện|quận huyện|thị xã|huyện thị|đơn vị hành chính cấp huyện|đơn vị cấp huyện|huyện đảo
province: tỉnh|tỉnh, thành phố|tỉnh/thành phố|tỉnh thành|tỉnh, thành|tỉnh/thành|tỉnh - thành|tỉnh thành phố
province: đơn vị hành chính cấp tỉnh
province: đơn vị cấp tỉnh|tỉnh, tp
village: thôn|bản|làng|ấp|khu phố|tổ dân phố|buôn|buôn làng|thôn bản|ngôi làng|xóm|bản làng|khu dân cư
copy: bản sao|bản hiến pháp|bản ghi nhớ|bản nhạc|bản hit|bản đồ|bản kế hoạch|bản thảo|bản tiêu chuẩn
layer: lớp khẩu trang|lớp áo
city: thành phố|tp|đô thị
country: quốc gia|nước|nền kinh tế|quốc gia và vùng lãnh thổ
generation: thế hệ
state: bang|tiểu bang
rank: bậc
region: miền|vùng lãnh thổ|vùng
locality: địa phương
area: khu|khu vực|khu đất|khu tái định cư|phân khu
task: nhiệm vụ|nhóm nhiệm vụ|đầu việc|công việc|nhiệm vụ trọng tâm
case: vụ|vụ án|vụ việc|vụ tai nạn|vụ tai nạn giao thông|vụ cháy|vụ va chạm|trường hợp|trường hợp vi phạm|ca|ca bệnh
case: ca mắc|ca nhiễm|ca dương tính|chuyên án|vụ sạt lở|vụ lừa đảo|tai nạn|vụ nổ|vụ kiện|ca mổ|ca ghép
crop: vụ lúa|vụ mùa|vụ sản xuất
dossier: hồ sơ|bộ hồ sơ|hồ sơ thủ tục hành chính
petition: đơn|đơn thư|lá đơn
vehicle: xe|ô tô|ôtô|xe ô tô|xe ôtô|xe máy|xe khách|xe tải|xe buýt|xe bus|xe con|xe taxi|taxi|xe container|xe bồn
vehicle: xe đầu kéo|xe gắn máy|xe đạp|xe điện|xe cứu thương|xe cứu hỏa|xe chữa cháy|xe bán tải|xe ba gác|xe hơi|xe ben
vehicle: xe limousine|xe đạp điện|xe máy điện|môtô|mô tô|xe mô tô|phương tiện|đầu xe|xe dù|xe công|xe tang|xe cẩu
vehicle: lượt xe|lượt phương tiện|xe tăng|xe cơ giới|siêu xe|xe hợp đồng|xe chuyên dụng|xe lu|xe đua|xe công nghệ
vehicle: máy xúc|xe mô tô, xe máy
container: container
flight: chuyến bay
trip: lượt|chuyến|chuyến xe|chuyến tàu|chuyến xe buýt|chuyến hàng
passenger_trip: lượt khách|lượt hành khách|lượt du khách|lượt khách du lịch
view: lượt xem
visit: lượt truy cập
measurement: lượt đo
ticket: vé|tấm vé|vé tàu|vé xe|vé số|tờ vé số|tờ vé
seat: chỗ|chỗ ngồi|ghế|giường nằm|ghế ngồi
animal: con|động vật|gia súc|gia cầm|cá thể|chim|chim trời|trâu|bò|trâu bò|lợn|heo|gà|vịt|chó|mèo|con chim|con gà
animal: con lợn|con heo|con bò|con trâu|con hổ|con voi|con vật|vật nuôi|chú chó|cá thể hổ
tree: cây|cây xanh|gốc cây|cây cổ thụ|cây rừng|gốc|cây keo|cây thông
meal: suất ăn|bữa ăn|bữa cơm|suất cơm|bữa
dish: món|món ăn
gift: suất quà|phần quà|quà|món quà|túi quà|gói quà|hộp quà
slot: suất
share: cổ phiếu|cổ phần
scholarship: suất học bổng|học bổng
point: điểm|điểm sạt lở|điểm ngập|điểm đen|điểm ngập úng|điểm lấn chiếm|điểm ngập lụt|điểm cầu|điểm bắn
point: điểm bắn pháo hoa|chốt|điểm chốt
place: vị trí|vị trí sạt lở|địa điểm|nơi
destination: điểm đến|điểm du lịch
school: trường|trường học|trường đại học|cơ sở giáo dục|cơ sở giáo dục công lập|ngôi trường|trường mầm non
school: trường tiểu học|trường thcs|trường thpt|trường công lập|đại học|điểm trường
exam_site: điểm thi
road: tuyến đường|con đường|tuyến quốc lộ|đường|tuyến đường bộ|trục đường|tuyến cao tốc|cao tốc|tuyến giao thông
street: tuyến phố|con phố|đường phố|tuyến đường phố
route: tuyến|tuyến xe buýt|tuyến xe|tuyến xe khách|tuyến buýt|đường bay|tuyến bay|lộ trình
line: tuyến metro|tuyến đường sắt|tuyến đường sắt đô thị
section: đoạn|đoạn đường|đoạn đê|tuyến đê
lane: làn xe|làn đường|làn
junction: nút giao|ngã tư
bridge: cầu|cây cầu|cầu vượt
span: nhịp|nhịp cầu
tunnel: hầm|hầm chui
station: trạm|trạm y tế|nhà ga|ga|trạm biến áp|trạm bơm|trạm thủy văn
toll_station: trạm thu phí|trạm bot
bus_station: bến xe
bus_shelter: nhà chờ|nhà chờ xe buýt
airport: sân bay
port: cảng|bến|bến phà|cửa khẩu cảng
petrol_station: cây xăng|cửa hàng xăng dầu
parking_lot: bãi xe|bãi đỗ xe|bãi giữ xe
ship: tàu|tàu cá|tàu thuyền|chiếc tàu|sà lan|tàu hàng|tàu chở dầu|tàu chiến|chiến hạm|tàu ngầm|tàu khách|con tàu
ship: tàu du lịch
ferry: phà
boat: thuyền|ghe|xuồng|ca nô|thuyền thúng|xuồng máy|bè
cage: lồng|lồng bè
carriage: toa|toa tàu
aircraft: máy bay|trực thăng|tiêm kích|chiến đấu cơ|phi cơ|máy bay không người lái
drone: drone|uav
missile: tên lửa
project: dự án|dự án lớn|siêu dự án|dự án thành phần|công trình, dự án
works: công trình|công trình thủy lợi
work_item: hạng mục|hạng mục công trình
package: gói thầu|gói
company: doanh nghiệp|công ty|hãng|hãng hàng không|hãng xe|nhà xe|nhà cung cấp|nhà bán lẻ|nhà sản xuất|nhà mạng
company: nhà đài|nhà cái|nhà tuyển dụng|tổng công ty|tập đoàn|nhà thầu|đơn vị vận tải|startup
cooperative: hợp tác xã
bank: ngân hàng
dealer: đại lý
brand: thương hiệu|nhãn hàng
shop: cửa hàng|quán|ki ốt|ki-ốt|gian hàng
restaurant: nhà hàng
supermarket: siêu thị
market: chợ|thị trường
hotel: khách sạn
facility: cơ sở|cơ sở sản xuất|cơ sở kinh doanh|nhà văn hóa
agency: cơ quan|cơ quan, đơn vị|sở|sở ngành|bộ, ngành|bộ, cơ quan|đầu mối|cục|vụ, cục|ban|phòng ban|bộ ngành|phòng
agency: chi cục|bộ phận
unit: đơn vị
organization: tổ chức|cơ quan báo chí
court: tòa án
ministry: bộ
centre: trung tâm
office: trụ sở|trụ sở làm việc|công sở
constituency: đơn vị bầu cử
hospital: bệnh viện
medical_facility: cơ sở y tế|phòng khám
team: đội|đội tuyển|đội bóng|đội hình|đội thi
club: câu lạc bộ|clb
delegation: đoàn|đoàn công tác|đoàn kiểm tra
working_group: tổ|tổ công tác
group: nhóm|tốp|toán|băng nhóm|khối
ring: đường dây
vote: phiếu|phiếu bầu|phiếu tín nhiệm|phiếu tín nhiệm cao|phiếu tín nhiệm thấp|phiếu đồng ý|phiếu thuận|lá phiếu
vote: phiếu tán thành
document: văn bản|công văn|giấy tờ|chỉ thị|công điện|bản án|biên bản
decision: quyết định|nghị quyết
decree: nghị định|thông tư
proposal: tờ trình|đề án|dự thảo
law: luật|dự án luật|dự luật
plan: kế hoạch
licence: giấy phép|giấy phép lái xe|giấy chứng nhận|chứng chỉ|bằng khen|sổ đỏ
patent: bằng sáng chế
contract: hợp đồng
invoice: hóa đơn
procedure: thủ tục|thủ tục hành chính|tthc
service: dịch vụ|dịch vụ công|dịch vụ công trực tuyến
opinion: ý kiến|lượt ý kiến
comment: góp ý
question: câu hỏi|câu|câu hỏi thi
call: cuộc gọi
message: tin nhắn
letter: thư|lá thư|thư, điện mừng|bức thư
reason: lý do|nguyên nhân
factor: yếu tố
criterion: tiêu chí|tiêu chuẩn|chỉ tiêu
goal: mục tiêu
principle: nguyên tắc
solution: giải pháp|nhóm giải pháp
pillar: trụ cột
field: lĩnh vực
policy: chính sách|nhóm chính sách
condition: điều kiện
issue: vấn đề|nhóm vấn đề
violation: sai phạm|vi phạm|lỗi|lỗi vi phạm|hành vi
offence: tội|tội danh
step: bước
sign: dấu hiệu|triệu chứng
habit: thói quen
option: phương án|kịch bản|lựa chọn
direction: hướng|định hướng
form: hình thức|phương thức
milestone: mốc|dấu mốc
mistake: sai lầm
lesson: bài học
secret: bí quyết
opportunity: cơ hội
way: cách
feature: tính năng
risk: nguy cơ
wish: nguyện vọng
phase: giai đoạn|đợt
breakthrough: đột phá
challenge: thách thức
rule: quy định|điều
trend: xu hướng
charge: cáo buộc
item: nội dung|chiếc|cái|mặt hàng|hiện vật|vật phẩm
recommendation: khuyến nghị|lời khuyên
apartment: căn hộ|căn chung cư|căn nhà ở xã hội|căn hộ chung cư
room: phòng trọ|phòng ngủ|phòng karaoke|nhà trọ
classroom: phòng học|lớp học|lớp
building: tòa nhà|tòa|chung cư|tòa chung cư|khu chung cư|dãy nhà|khu tập thể
villa: biệt thự|căn biệt thự
factory: nhà máy|nhà xưởng
warehouse: kho
farm: trang trại
temple: ngôi chùa|ngôi đền
monument: di tích
industrial_park: khu công nghiệp
urban_area: khu đô thị
floor: tầng|tầng lầu|lầu|tầng hầm
plot: lô đất|thửa đất|mảnh đất|lô|thửa|nền đất|thửa ruộng
property: bất động sản
landfill: bãi rác
mine: mỏ|mỏ đất|mỏ cát
pond: ao
reservoir: hồ|hồ chứa|hồ chứa nước|hồ thủy điện|hồ thủy lợi|hồ đập
dam: đập
hydropower_plant: thủy điện|nhà máy thủy điện
turbine: tổ máy
floodgate: cửa xả|cửa xả đáy|cửa đáy
culvert: cống|cống thoát nước
well: giếng
river: sông|con sông
stream: con suối
storm: cơn bão|bão|áp thấp nhiệt đới|trận bão
flood: trận lũ|đợt lũ|trận lũ quét
rain: trận mưa|đợt mưa|đợt mưa lớn
earthquake: trận động đất
aftershock: dư chấn
cold_spell: đợt không khí lạnh
match: trận|trận đấu|ván
fixture: cặp đấu|cuộc đối đầu
win: chiến thắng|trận thắng
defeat: thất bại
round: vòng|vòng đấu|lượt trận
goal_scored: bàn thắng|bàn
penalty: quả phạt đền|quả penalty
medal: huy chương|hcv|hc vàng|hcb|hcđ|huy chương vàng|tấm huy chương|hc bạc|hc đồng|huy chương bạc|huy chương đồng
medal: tấm hcv
title: danh hiệu
award: giải thưởng|giải|cúp
tournament: giải đấu
record: kỷ lục
incident: sự cố
event: sự kiện|cuộc
activity: hoạt động
programme: chương trình
meeting: cuộc họp|phiên họp|hội nghị|hội thảo
contest: cuộc thi
exam: kỳ thi
festival: lễ hội
ceremony: lễ khai mạc
session: phiên|kỳ họp|phiên tòa|phiên giao dịch|phiên chất vấn|phiên đấu giá|phiên thảo luận|buổi
attack: cuộc tấn công|cuộc không kích
inspection: đợt kiểm tra|cuộc kiểm tra
concert: đêm nhạc|tiết mục
business_trip: chuyến công tác
fire: đám cháy
holiday: kỳ nghỉ
distance: cự ly
product: sản phẩm|phiên bản
food: thực phẩm
nutrient: dưỡng chất
drink: thức uống
tool: dụng cụ
language: ngôn ngữ
work: tác phẩm
painting: bức tranh|bức
photo: bức ảnh|hình ảnh
song: ca khúc|bài hát
film: bộ phim|phim
episode: tập|tập phim
book: cuốn sách|cuốn|quyển sách
article: bài báo|bài viết|bài
video: video|đoạn clip|clip
account: tài khoản
device: thiết bị|máy
camera: camera
computer: máy tính
phone: điện thoại
robot: robot
vehicle_model: mẫu xe|dòng xe
model: mẫu|mô hình
sample: mẫu xét nghiệm
crate: thùng|thùng hàng|thùng mì|thùng mì tôm|thùng nước
bag: bao|túi
box: hộp|kiện hàng
bottle: chai|bình|can
jar: hũ
set: bộ
sheet: tờ|tấm
fruit: quả
pill: viên
bullet: viên đạn|phát súng|phát đạn
gun: khẩu súng
bomb: quả bom|quả mìn
pair: đôi|cặp
type: loại
dose: liều|liều vắc xin|mũi
cake: chiếc bánh|bánh chưng|bánh tét
wheel: bánh
page: trang
table: bảng
stock: mã cổ phiếu
bond: trái phiếu
system: hệ thống
app: ứng dụng
website: website|trang web
platform: nền tảng
subscriber: thuê bao
transaction: giao dịch
order: đơn hàng
job: việc làm|vị trí việc làm
payroll_position: biên chế
source: nguồn
channel: kênh
door: cánh cửa|cửa
number_plate: biển số
sign_post: biển báo
pole: cột|cột điện|trụ điện|trụ
lamp: đèn|đèn tín hiệu
life_jacket: áo phao
blanket: chăn
body: thi thể
remains: hài cốt|bộ hài cốt
grave: mộ|ngôi mộ
star: ngôi sao
bed: giường|giường bệnh
letter_of_alphabet: chữ
subject: môn|môn thi|môn học
industry: ngành|ngành nghề
major: ngành học
fee: khoản thu
stab: nhát dao
hole: hố|hố sâu
pothole: ổ gà|ổ voi
crack: vết nứt
wound: vết thương|vết
egg: trứng|quả trứng
island: đảo|hòn đảo
outbreak: ổ dịch
disease: bệnh
name: cái tên
role: vai diễn
forecast: dự báo
technology: công nghệ
offer: ưu đãi
"""

PERSONS = """
người|người dân|người đàn ông|người phụ nữ|người việt|người việt nam|người lao động|người bệnh|người nước ngoài
người trung quốc|người nhà|người con|người già|người lớn|người hâm mộ|người dùng|người tiêu dùng|người mỹ|người trẻ
nạn nhân|hành khách|du khách|khách hàng|khách du lịch|khách mời|khách quốc tế|khách|vị khách|lượt người|nhân khẩu
cán bộ|công chức|viên chức|chiến sĩ|bộ đội|binh sĩ|binh sỹ|binh lính|lính|quân nhân|sĩ quan|quân|quân và dân|dân quân
công an
cảnh sát|cảnh sát giao thông|csgt|chiến sỹ|công nhân|công nhân viên|công nhân lao động|lao động|nhân viên|nhân sự
nhân lực|kỹ sư|thợ|thợ mỏ|nhân công|nhân viên y tế|nhân viên quân sự|tình nguyện viên|đoàn viên|hội viên|đảng viên
thành viên|thành viên chính phủ|học sinh|học viên|sinh viên|thí sinh|giáo viên|giảng viên|thầy cô|thầy giáo|cô giáo
nghiên cứu sinh|tiến sĩ|giáo sư|bác sĩ|y bác sĩ|y tá|điều dưỡng|bệnh nhân|bệnh nhi|người cao tuổi|phụ huynh
trẻ em|trẻ|trẻ nhỏ|trẻ sơ sinh|em nhỏ|em bé|bé|bé gái|bé trai|cháu|cháu bé|cháu nhỏ|đứa trẻ|đứa con|đứa cháu|đứa bé
đứa|em|em học sinh
học trò|nữ sinh|nam sinh|thiếu nữ|thiếu niên|thanh niên|thanh thiếu niên|phụ nữ|đàn ông|cô gái|chàng trai
nam thanh niên|nữ công nhân|cụ|cụ già|cụ ông|cụ bà|ông bà|bà mẹ|người mẹ|mẹ con|cha con|bố con|bà cháu|ông cháu
vợ chồng|anh em|chị em|mẹ|anh chị em|con trai|con gái|con nhỏ|con thơ|con riêng|con chung|tài xế|lái xe
tài xế xe ôm|phụ xe|thủy thủ|thuyền viên|ngư dân|nông dân|phi công|hành khách nước ngoài|tiếp viên|thuyền trưởng|dân
cư dân|dân làng|nhân chứng|đại biểu|đại biểu quốc hội|đại biểu hđnd|cử tri|ứng viên|ứng cử viên|ủy viên
ủy viên ban thường vụ|ủy viên trung ương|lãnh đạo|đại diện|chủ tịch|phó chủ tịch|bí thư|phó bí thư|giám đốc
phó giám đốc|thứ trưởng|bộ trưởng|hiệu trưởng|hiệu phó|trưởng phòng|phó trưởng phòng|phó phòng|phó thủ tướng|thẩm phán
luật sư|thanh tra viên|kiểm sát viên|bị can|bị cáo|nghi phạm|nghi can|đối tượng|phạm nhân|tù nhân|con tin|kẻ|tên cướp
tên trộm|đồng phạm|đồng bọn|thủ phạm|tội phạm|người nhập cư|người di cư|công dân|kiều bào|du học sinh|tân binh
cựu binh|cựu chiến binh|chuyên gia|nhà khoa học|nhà báo|phóng viên|nhà đầu tư|nhà văn|nhà giáo|nhà thơ|nhà phân tích
nhà nghiên cứu|nhà quản lý|nhà vô địch|nhà hoạt động|nhà ngoại giao|nhà thiết kế|nhà làm phim|nhà hảo tâm|nhà sư
nhà tài trợ|nghệ sĩ|nghệ nhân|họa sĩ|nhạc sĩ|ca sĩ|diễn viên|đạo diễn|người mẫu|hoa hậu|vận động viên|vđv|runner
cầu thủ|tuyển thủ|cơ thủ|kỳ thủ|hlv|tiền đạo|huấn luyện viên|trọng tài|võ sĩ|tay vợt|tay đua|thủ môn|hậu vệ|tiền vệ
khán giả|cổ động viên|fan|người chơi|tổng thống|cựu tổng thống|nguyên thủ|doanh nhân|tỷ phú|tiểu thương|thương nhân
cổ đông|chủ xe|chủ hộ|người thân|đồng chí|đồng bào|đồng nghiệp|đồng đội|liệt sĩ|thương binh|anh hùng|gương mặt|cá nhân
phi hành gia|cử nhân|hộ lý|tín đồ|phật tử|giáo dân|linh mục|tăng ni|dân tộc thiểu số|thai phụ|sản phụ|thuyền nhân
lực lượng|vệ sĩ|chức sắc|thủ lĩnh|quan chức|nhà lãnh đạo|tân cử nhân|người khác|tài công|chủ tàu|chủ nhà
công nhân viên chức|công tố viên|nhân viên cứu hộ|lính cứu hỏa|nhân viên an ninh|chuyên viên|điệp viên|tài năng
ca sĩ trẻ|shipper|huyền thoại|cục trưởng|nhân vật|bị hại|ngoại binh|tù binh|trái chủ|đặc vụ|phó cục trưởng|đối tác
đối thủ|tội nhân|viên cảnh sát|nữ|ông|bà|chị|vị
"""

# What makes the number before it a time, an age, a rank or a fixed phrase, never an amount.
NOT_AMOUNTS = """
năm|tháng|ngày|giờ|phút|giây|tuần|tuổi|tiếng|tiếng đồng hồ|thập kỷ|thập niên|thế kỷ|hôm|đêm|sáng|chiều|tối|trưa|tết
âm lịch|h|quý|mùa|mùa giải|nhiệm kỳ|giờ đồng hồ|ngày đêm|học kỳ|tháng tuổi|năm tuổi|năm tù|cấp|cấp độ|bên|phía|mặt|tay
đầu|con số|con giáp|con người|số|thế giới|độ vĩ|độ kinh|độ bắc|độ đông|độ nam|độ tây|độ tuổi|lần đầu|lần thứ|tại chỗ
quốc lộ|đồng hồ|đồng minh|tết nguyên đán|ngoại hạng|nhà nước|điểm nhấn|điểm sáng|điểm mới|điểm nghẽn|phần|hạng|tỷ lệ
tỉ lệ|đồng loạt|đồng thời|đồng ý|đại hội|cách mạng|tin tức|bàn tay|bàn chân|bản tin|cầu thủ xuất sắc|khu vực miền
chữ ký|cách đây|bà con|cửa khẩu
bảo vệ|đề xuất|đề nghị|kiến nghị|điều tra|điều chỉnh|hướng dẫn|đường hầm|nước rút|đầu năm|đầu tháng|đoàn kết
"""
